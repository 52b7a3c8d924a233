import { receivablesRoutes } from '../../functions/receivables/routes.ts';
import type { Domain } from './domain.ts';

export const receivables: Domain = {
  context: 'receivables',
  routes: receivablesRoutes,
  prefixes: ['/v1/payments', '/v1/ledger'],
  functions: [
    {
      name: 'receivables-api',
      entry: 'functions/receivables/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write', documents: { read: ['answers'], write: ['answers'] } },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Payments cannot be recorded, the books cannot be read.',
    },
    {
      name: 'apply-prepayments-on-invoice-issued',
      entry: 'functions/receivables/apply-prepayments-on-invoice-issued.ts',
      trigger: { kind: 'events', types: ['invoice.issued'] },
      grants: { table: 'write' },
      memoryMb: 512,
      timeoutSeconds: 60,
      whileItFails: 'Orders paid in advance show their invoices as open.',
    },
    {
      name: 'project-ledger-on-journal',
      entry: 'functions/receivables/project-ledger-on-journal.ts',
      trigger: { kind: 'stream', itemKind: 'journal', batchSize: 100, batchWindowSeconds: 5 },
      grants: { table: 'write', deadLetters: 'send' },
      memoryMb: 512,
      timeoutSeconds: 60,
      whileItFails: 'The trial balance lags behind the journals.',
    },
  ],
};
