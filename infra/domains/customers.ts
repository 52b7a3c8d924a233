import { customersRoutes } from '../../functions/customers/routes.ts';
import type { Domain } from './domain.ts';

export const customers: Domain = {
  context: 'customers',
  routes: customersRoutes,
  prefixes: ['/v1/customers'],
  functions: [
    {
      name: 'customers-api',
      entry: 'functions/customers/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write', documents: { read: ['answers'], write: ['answers'] } },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Customers and their credit limits cannot be read or changed.',
    },
  ],
};
