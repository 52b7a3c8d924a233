import { returnRoutes } from '../../functions/returns/routes.ts';
import type { Domain } from './domain.ts';

export const returns: Domain = {
  context: 'returns',
  routes: returnRoutes,
  prefixes: ['/v1/returns'],
  functions: [
    {
      name: 'returns-api',
      entry: 'functions/returns/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write', documents: { read: ['answers'], write: ['answers'] } },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'What comes back cannot be taken in or exchanged.',
    },
    {
      name: 'credit-return-on-return-received',
      entry: 'functions/returns/credit-return-on-return-received.ts',
      trigger: { kind: 'events', types: ['return.received'] },
      grants: { table: 'write' },
      memoryMb: 1024,
      timeoutSeconds: 120,
      whileItFails: 'Customers get no credit for what they sent back until the hourly sweep.',
    },
  ],
};
