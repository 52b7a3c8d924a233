import document from '../../docs/openapi.json' with { type: 'json' };
import { serve } from '../../shared/http/serve.ts';
import { docsPage } from './docs-page.ts';
import { gatewayRoutes } from './routes.ts';

let page: string | undefined;

/** What belongs to no context; also answers every address that is none with a readable 404. */
export const handler = serve(gatewayRoutes, {
  getHealth: async ({ call }) => ({ body: { status: 'ok', tenant: call.tenant.name } }),
  getOpenApi: () => Promise.resolve({ file: Buffer.from(JSON.stringify(document)), name: 'openapi.json' }),
  getDocs: () => {
    page ??= docsPage(document);
    return Promise.resolve({ file: Buffer.from(page), name: 'docs.html' });
  },
});
