import { catalogRoutes } from '../../functions/catalog/routes.ts';
import type { Domain } from './domain.ts';

export const catalog: Domain = {
  context: 'catalog',
  routes: catalogRoutes,
  prefixes: ['/v1/products', '/v1/price-lists'],
  functions: [
    {
      name: 'catalog-api',
      entry: 'functions/catalog/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write' },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Products and price lists cannot be read or changed; orders still go through.',
    },
  ],
};
