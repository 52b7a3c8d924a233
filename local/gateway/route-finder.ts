import type { GatewayRoute } from '../../infra/gateway-routes.ts';

/** The route of a request, as API Gateway picks it: the whole path with its method first, then the longest prefix. */
export type RouteFinder = (method: string, path: string) => GatewayRoute | undefined;

const proxy = '/{proxy+}';

/** Literal segments, and `{name}` for any one segment that is not empty. */
const wholePath = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('/')
      .map((part) => (part.startsWith('{') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)))
      .join('/')}$`,
  );

/** Finds among the routes that infra/gateway-routes.ts derives for the deployed gateway. */
export const newRouteFinder = (routes: readonly GatewayRoute[]): RouteFinder => {
  const parsed = routes.map((route) => {
    const [method = '', path = ''] = route.key.split(' ');
    return { route, method, path };
  });
  const whole = parsed
    .filter(({ path }) => path !== '' && !path.endsWith(proxy))
    .map((one) => ({ ...one, pattern: wholePath(one.path) }));
  const prefixes = parsed
    .filter(({ path }) => path.endsWith(proxy))
    .map((one) => ({ ...one, prefix: one.path.slice(0, -proxy.length + 1) }))
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  const fallback = parsed.find(({ route }) => route.key === '$default')?.route;
  return (method, path) => {
    const fits = (one: { method: string }): boolean => one.method === 'ANY' || one.method === method;
    const found =
      whole.find((one) => fits(one) && one.pattern.test(path)) ??
      prefixes.find((one) => fits(one) && path.startsWith(one.prefix) && path.length > one.prefix.length);
    return found?.route ?? fallback;
  };
};
