import { importsRoutes } from '../../functions/imports/routes.ts';
import type { Domain } from './domain.ts';

export const imports: Domain = {
  context: 'imports',
  routes: importsRoutes,
  prefixes: ['/v1/imports', '/v1/uploads'],
  functions: [
    {
      name: 'imports-api',
      entry: 'functions/imports/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write', documents: { read: ['answers', 'uploads'], write: ['answers', 'imports', 'uploads'] } },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Nobody can send files of products, customers or orders.',
    },
    {
      name: 'run-import-on-import-started',
      entry: 'functions/imports/run-import-on-import-started.ts',
      trigger: { kind: 'events', types: ['import.started', 'import.progressed'] },
      grants: { table: 'write', documents: { read: ['imports', 'uploads'] } },
      memoryMb: 1024,
      timeoutSeconds: 300,
      whileItFails: 'Imports stand still; the hourly sweep goes on with them.',
    },
  ],
};
