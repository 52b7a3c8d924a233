import { catalogRoutes } from '../../functions/catalog/routes.ts';
import type { Domain } from './domain.ts';

export const catalog: Domain = {
  context: 'catalog',
  routes: catalogRoutes,
  prefixes: ['/v1/products'],
  functions: [
    {
      name: 'catalog-api',
      entry: 'functions/catalog/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write' },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Products cannot be read or changed; orders still go through.',
    },
  ],
};
