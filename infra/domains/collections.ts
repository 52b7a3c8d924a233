import type { Domain } from './domain.ts';

export const collections: Domain = {
  context: 'collections',
  routes: {},
  prefixes: [],
  functions: [
    {
      name: 'run-dunning',
      entry: 'functions/collections/run-dunning.ts',
      trigger: { kind: 'schedule', expression: 'cron(0 8 * * ? *)' },
      grants: { table: 'write', mail: 'send' },
      memoryMb: 1024,
      timeoutSeconds: 900,
      whileItFails: 'Late payers are not reminded and invoices are not marked overdue.',
    },
    {
      name: 'record-mail-failure-on-bounce',
      entry: 'functions/collections/record-mail-failure-on-bounce.ts',
      trigger: { kind: 'mail-failures' },
      grants: { table: 'write' },
      memoryMb: 512,
      timeoutSeconds: 30,
      whileItFails: 'Nobody learns that a confirmation, an invoice or a reminder did not arrive.',
    },
  ],
};
