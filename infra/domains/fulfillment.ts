import { fulfillmentRoutes } from '../../functions/fulfillment/routes.ts';
import type { Domain } from './domain.ts';

export const fulfillment: Domain = {
  context: 'fulfillment',
  routes: fulfillmentRoutes,
  prefixes: ['/v1/fulfillments'],
  functions: [
    {
      name: 'fulfillment-api',
      entry: 'functions/fulfillment/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write', documents: { read: ['answers'], write: ['answers'] } },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'The warehouse cannot pick, pack or ship.',
    },
  ],
};
