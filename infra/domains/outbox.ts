import type { Domain } from './domain.ts';

export const outbox: Domain = {
  context: 'outbox',
  routes: {},
  prefixes: [],
  functions: [
    {
      name: 'publish-new-events',
      entry: 'functions/outbox/publish-new-events.ts',
      trigger: { kind: 'stream', itemKind: 'event', batchSize: 100, batchWindowSeconds: 0 },
      grants: { bus: 'put', deadLetters: 'send' },
      memoryMb: 512,
      timeoutSeconds: 60,
      whileItFails: 'Nothing that reacts to events happens: no lifecycle, no mails, no partners.',
    },
  ],
};
