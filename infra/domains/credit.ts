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
  ],
};
