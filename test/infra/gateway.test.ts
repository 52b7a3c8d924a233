import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { domains } from '../../infra/domains/index.ts';
import { readTenants } from '../../infra/read-tenants.ts';
import { makeStacks } from './make-stacks.ts';

const GatewayRoute = z.object({
  RouteKey: z.string(),
  AuthorizationType: z.enum(['JWT', 'NONE']),
  AuthorizerId: z.unknown().optional(),
  Target: z.object({
    'Fn::Join': z.tuple([z.literal(''), z.tuple([z.literal('integrations/'), z.object({ Ref: z.string() })])]),
  }),
});
type GatewayRoute = z.infer<typeof GatewayRoute>;

const Integration = z.object({ IntegrationUri: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) });

const segmentsOf = (path: string): string[] => path.split('/').slice(1);

/** Whether a route key takes a request, and how exactly: the gateway prefers literal segments, `$default` is last. */
const exactness = (key: string, method: string, path: string): number => {
  if (key === '$default') return 0;
  const [keyMethod = '', keyPath = ''] = key.split(' ');
  if (keyMethod !== 'ANY' && keyMethod !== method) return -1;
  const wanted = segmentsOf(keyPath);
  const asked = segmentsOf(path);
  const greedy = wanted.at(-1) === '{proxy+}';
  if (greedy ? asked.length < wanted.length : asked.length !== wanted.length) return -1;
  const literal = greedy ? wanted.slice(0, -1) : wanted;
  if (literal.some((segment, at) => !segment.startsWith('{') && segment !== asked[at])) return -1;
  return 1 + literal.length * 2 + (greedy ? 0 : 1);
};

describe.each(readTenants().map((tenant) => [tenant.name, tenant] as const))('the gateway of %s', (name, tenant) => {
  const { service } = makeStacks(tenant, domains);
  const routes = service.propertiesOf('AWS::ApiGatewayV2::Route').map((one) => GatewayRoute.parse(one));

  const routeFor = (method: string, path: string): GatewayRoute | undefined =>
    routes
      .map((route) => ({ route, rank: exactness(route.RouteKey, method, path) }))
      .filter(({ rank }) => rank >= 0)
      .toSorted((a, b) => b.rank - a.rank)[0]?.route;

  const functionBehind = (route: GatewayRoute | undefined): unknown => {
    const integration = service.Resources[route?.Target['Fn::Join'][1][1].Ref ?? ''];
    const [functionId] = Integration.parse(integration?.Properties).IntegrationUri['Fn::GetAtt'];
    return service.Resources[functionId]?.Properties.FunctionName;
  };

  const declared = domains.flatMap(({ context, routes }) =>
    Object.values(routes).map((route) => [route.method, route.path, route.scope, context] as const),
  );

  it.each(declared)('%s %s (%s) reaches the function of its context', (method, path, scope, context) => {
    const route = routeFor(method, path.replaceAll(/\{[^}]+\}/g, 'A-1'));
    expect(functionBehind(route)).toBe(`cobro-${name}-${context}-api`);
    expect(route?.AuthorizationType).toBe(scope === null ? 'NONE' : 'JWT');
  });

  it('asks for a token everywhere but at what is declared open and at unknown addresses', () => {
    const open = declared.filter(([, , scope]) => scope === null).map(([method, path]) => `${method} ${path}`);
    const withoutToken = routes.filter((route) => route.AuthorizationType === 'NONE').map((route) => route.RouteKey);
    expect(withoutToken.toSorted()).toEqual([...open, '$default'].toSorted());
    for (const route of routes) expect(route.AuthorizerId !== undefined).toBe(route.AuthorizationType === 'JWT');
  });

  it('answers an unknown address with the gateway context', () => {
    expect(functionBehind(routeFor('GET', '/v2/orders'))).toBe(`cobro-${name}-gateway-api`);
  });

  it("takes tokens of the tenant's own pool and clients unless the parameters name another issuer", () => {
    expect(service.Parameters).toMatchObject({ JwtIssuer: { Default: '' }, JwtAudience: { Default: '' } });
    expect(
      service.lacks('AWS::ApiGatewayV2::Authorizer', {
        AuthorizerType: 'JWT',
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: {
          Issuer: { 'Fn::If': ['JwtIssuerIsEmpty', Match.anyValue(), { Ref: 'JwtIssuer' }] },
          Audience: { 'Fn::If': ['JwtAudienceIsEmpty', Match.anyValue(), { Ref: 'JwtAudience' }] },
        },
      }),
    ).toBeNull();
    const [authorizer] = service.propertiesOf('AWS::ApiGatewayV2::Authorizer');
    expect(JSON.stringify(authorizer)).toContain(`https://cognito-idp.${tenant.region}.amazonaws.com/`);
  });

  it('throttles and logs every request, without query strings or addresses', () => {
    expect(
      service.lacks('AWS::ApiGatewayV2::Stage', {
        StageName: '$default',
        DefaultRouteSettings: {
          ThrottlingRateLimit: tenant.throttle.requestsPerSecond,
          ThrottlingBurstLimit: tenant.throttle.burst,
        },
        AccessLogSettings: { DestinationArn: Match.anyValue(), Format: Match.stringLikeRegexp('requestId') },
      }),
    ).toBeNull();
    const [stage] = service.propertiesOf('AWS::ApiGatewayV2::Stage');
    expect(JSON.stringify(stage)).not.toMatch(/sourceIp|querystring|userAgent/i);
  });
});
