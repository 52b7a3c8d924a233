import { insightsRoutes } from '../../functions/insights/routes.ts';
import type { Domain } from './domain.ts';

export const insights: Domain = {
  context: 'insights',
  routes: insightsRoutes,
  prefixes: ['/v1/events', '/v1/event-types', '/v1/audit-trail'],
  functions: [
    {
      name: 'insights-api',
      entry: 'functions/insights/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'read' },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Partners cannot replay events.',
    },
  ],
};
