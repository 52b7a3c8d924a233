import { shippingRoutes } from '../../functions/shipping/routes.ts';
import type { Domain } from './domain.ts';

export const shipping: Domain = {
  context: 'shipping',
  routes: shippingRoutes,
  prefixes: ['/v1/shipments'],
  functions: [
    {
      name: 'shipping-api',
      entry: 'functions/shipping/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'read' },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Shipments cannot be read.',
    },
  ],
};
