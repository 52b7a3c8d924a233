import type { Route } from '../shared/http/route.ts';
import type { Domain } from './domains/domain.ts';

/** A route of the gateway: which function answers a key, and whether a token is needed to get there. */
export interface GatewayRoute {
  /** `ANY /v1/orders/{proxy+}`, `GET /health` or `$default`. */
  key: string;
  functionName: string;
  needsToken: boolean;
}

const liesUnder = (path: string, prefix: string): boolean => path === prefix || path.startsWith(`${prefix}/`);

const httpFunctionOf = (domain: Domain): string | undefined =>
  domain.functions.find(({ trigger }) => trigger.kind === 'http')?.name;

/** The gateway knows whole segments only: `/x/{id}.pdf` must be found by a function's own router. */
const openKey = (domain: Domain, route: Route): string => {
  const segments = route.path.split('/');
  if (segments.some((segment) => segment.includes('{') && !/^\{[^{}]+\}$/.test(segment))) {
    throw new Error(`${domain.context}: the open route ${route.path} has a parameter that is not a whole segment.`);
  }
  return `${route.method} ${route.path}`;
};

const routesOf = (domain: Domain): GatewayRoute[] => {
  const routes = Object.values(domain.routes);
  const functionName = httpFunctionOf(domain);
  if (functionName === undefined) {
    if (routes.length === 0 && domain.prefixes.length === 0) return [];
    throw new Error(`${domain.context} has routes, but no function with the trigger "http" to answer them.`);
  }
  for (const { method, path, scope } of routes) {
    if (scope !== null && !domain.prefixes.some((prefix) => liesUnder(path, prefix))) {
      throw new Error(
        `${domain.context}: nothing leads to ${method} ${path}. Add its prefix to the context's prefixes.`,
      );
    }
  }
  const open = routes.filter((route) => route.scope === null);
  return [
    ...domain.prefixes.flatMap((prefix) => [
      { key: `ANY ${prefix}`, functionName, needsToken: true },
      { key: `ANY ${prefix}/{proxy+}`, functionName, needsToken: true },
    ]),
    ...open.map((route) => ({ key: openKey(domain, route), functionName, needsToken: false })),
  ];
};

/** The gateway context answers what is nobody's address, so that a typing error gets a readable 404. */
const elsewhere = (domains: readonly Domain[]): GatewayRoute[] => {
  const gateway = domains.find(({ context }) => context === 'gateway');
  const functionName = gateway && httpFunctionOf(gateway);
  return functionName === undefined ? [] : [{ key: '$default', functionName, needsToken: false }];
};

/**
 * All routes of the gateway: two per prefix behind the authorizer, one for each route declared open, and `$default`.
 * Throws when a declared route cannot be reached, or two contexts claim the same address.
 */
export const gatewayRoutes = (domains: readonly Domain[]): GatewayRoute[] => {
  const routes = [...domains.flatMap(routesOf), ...elsewhere(domains)];
  const owners = new Map<string, string>();
  for (const { key, functionName } of routes) {
    const other = owners.get(key);
    if (other !== undefined) throw new Error(`${other} and ${functionName} both answer ${key}.`);
    owners.set(key, functionName);
  }
  return routes;
};
