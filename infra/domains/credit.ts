import { creditRoutes } from '../../functions/credit/routes.ts';
import type { Domain } from './domain.ts';

export const credit: Domain = {
  context: 'credit',
  routes: creditRoutes,
  prefixes: ['/v1/credit-reviews'],
  functions: [
    {
      name: 'credit-api',
      entry: 'functions/credit/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write', documents: { read: ['answers'], write: ['answers'] } },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Held orders cannot be released.',
    },
    {
      name: 'score-customer-on-invoice-settled',
      entry: 'functions/credit/score-customer-on-invoice-settled.ts',
      trigger: {
        kind: 'events',
        types: ['invoice.paid', 'invoice.reopened', 'invoice.credited', 'invoice.written_off'],
      },
      grants: { table: 'write' },
      memoryMb: 512,
      timeoutSeconds: 30,
      whileItFails: 'Credit scores stay as they were, whoever pays late.',
    },
  ],
};
