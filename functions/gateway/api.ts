import { serve } from '../../shared/http/serve.ts';
import { gatewayRoutes } from './routes.ts';

/** What belongs to no context; also answers every address that is none with a readable 404. */
export const handler = serve(gatewayRoutes, {
  health: async ({ call }) => ({ body: { status: 'ok', tenant: call.tenant.name } }),
});
