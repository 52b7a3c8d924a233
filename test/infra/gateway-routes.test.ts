import { describe, expect, it } from 'vitest';
import type { Domain, FunctionDeclaration } from '../../infra/domains/domain.ts';
import { gatewayRoutes } from '../../infra/gateway-routes.ts';
import type { Route } from '../../shared/http/route.ts';

const answers = (name: string): FunctionDeclaration => ({
  name,
  entry: `functions/${name}/api.ts`,
  trigger: { kind: 'http' },
  grants: {},
  memoryMb: 512,
  timeoutSeconds: 29,
  whileItFails: 'Nobody is answered.',
});

const domain = (context: string, prefixes: Domain['prefixes'], routes: readonly Route[]): Domain => ({
  context,
  prefixes,
  routes: Object.fromEntries(routes.map((route) => [`${route.method} ${route.path}`, route])),
  functions: [answers(`${context}-api`)],
});

const get = (path: Route['path'], scope: Route['scope']): Route => ({ method: 'GET', path, scope, summary: 'reads' });

describe('the routes of the gateway', () => {
  it('lead a context by two keys per prefix, both behind the authorizer', () => {
    expect(gatewayRoutes([domain('orders', ['/v1/orders'], [get('/v1/orders/{id}', 'orders.read')])])).toEqual([
      { key: 'ANY /v1/orders', functionName: 'orders-api', needsToken: true },
      { key: 'ANY /v1/orders/{proxy+}', functionName: 'orders-api', needsToken: true },
    ]);
  });

  it('let everybody through to what is declared open, and to a readable 404', () => {
    expect(gatewayRoutes([domain('gateway', [], [get('/health', null)])])).toEqual([
      { key: 'GET /health', functionName: 'gateway-api', needsToken: false },
      { key: '$default', functionName: 'gateway-api', needsToken: false },
    ]);
  });

  it('refuse a declared route that no prefix leads to', () => {
    const stock = domain('stock', ['/v1/stock'], [get('/v1/stock-movements', 'stock.read')]);
    expect(() => gatewayRoutes([stock])).toThrow('stock: nothing leads to GET /v1/stock-movements.');
  });

  it('refuse two contexts that claim the same address', () => {
    const one = domain('orders', ['/v1/orders'], []);
    const other = domain('stock', ['/v1/orders'], []);
    expect(() => gatewayRoutes([one, other])).toThrow('orders-api and stock-api both answer ANY /v1/orders.');
  });

  it('refuse an open route the gateway cannot tell apart', () => {
    const open = domain('gateway', [], [get('/pages/{id}.html', null)]);
    expect(() => gatewayRoutes([open])).toThrow('has a parameter that is not a whole segment');
  });

  it('refuse routes without a function to answer them', () => {
    const mute = { ...domain('orders', ['/v1/orders'], [get('/v1/orders', 'orders.read')]), functions: [] };
    expect(() => gatewayRoutes([mute])).toThrow('orders has routes, but no function');
  });
});
