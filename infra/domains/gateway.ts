import { gatewayRoutes } from '../../functions/gateway/routes.ts';
import type { Domain } from './domain.ts';

export const gateway: Domain = {
  context: 'gateway',
  routes: gatewayRoutes,
  prefixes: [],
  functions: [
    {
      name: 'gateway-api',
      entry: 'functions/gateway/api.ts',
      trigger: { kind: 'http' },
      grants: {},
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Health checks fail and wrong addresses get no readable answer.',
    },
  ],
};
