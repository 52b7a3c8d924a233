import { checksVersion, type Route, scopesOf } from '../../shared/http/route.ts';
import { scopePrefix, scopes } from '../../shared/http/scopes.ts';
import { domains } from '../domains/index.ts';
import { answerHeaders, answersOf, GatewayMessage, Problem, refusals } from './openapi-answers.ts';
import { fileExamples, requestExamples } from './openapi-examples.ts';
import { isObject } from '../../shared/is-object.ts';
import { bodySchemaOf, type Json, schemaOf } from './openapi-schemas.ts';

const keyHeader: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Any unique text, the same for every try of this request',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const matchHeader: Json = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The ETag that was read: 412 when somebody changed the resource since',
  schema: { type: 'string' },
};

const parametersOf = (name: string, route: Route, components: Json): Json[] => {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, param]) => ({
    name: param,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = route.query ? schemaOf(route.query, { owner: name, io: 'input' }, components) : {};
  const required = Array.isArray(query['required']) ? query['required'] : [];
  const properties = isObject(query['properties']) ? query['properties'] : {};
  const inQuery = Object.entries(properties).map(([param, schema]) => ({
    name: param,
    in: 'query',
    required: required.includes(param),
    // Some are turned from text to numbers or lists when they arrive; outside they are plain.
    schema: isObject(schema) && Object.keys(schema).length > 0 ? schema : { type: 'string' },
  }));
  return [
    ...inPath,
    ...inQuery,
    ...(route.method === 'POST' && !route.withoutKey ? [keyHeader] : []),
    ...(checksVersion(route) ? [matchHeader] : []),
  ];
};

const requestBodyOf = (name: string, route: Route, components: Json): Json => {
  if (!route.body) return {};
  const example = requestExamples[name];
  const schema = bodySchemaOf(route.body, 'input', name, components);
  const files = (route.files ?? []).map((type) => [type, { schema: { type: 'string' }, example: fileExamples[name] }]);
  const content = {
    'application/json': { schema, ...(example === undefined ? {} : { example }) },
    ...Object.fromEntries(files),
  };
  return { requestBody: { required: true, content } };
};

const operationOf = (name: string, route: Route, context: string, components: Json): Json => ({
  operationId: name,
  summary: route.summary,
  tags: [context],
  // Any one of them will do.
  security: scopesOf(route).map((scope) => ({ oauth2: [scopePrefix + scope] })),
  parameters: parametersOf(name, route, components),
  ...requestBodyOf(name, route, components),
  responses: answersOf(name, route, components),
});

const securitySchemes: Json = {
  oauth2: {
    type: 'oauth2',
    description: 'Client id and secret as HTTP Basic or as form fields; the token goes with every request as Bearer.',
    flows: {
      clientCredentials: {
        tokenUrl: '/oauth2/token',
        scopes: Object.fromEntries(scopes.map((scope) => [scopePrefix + scope, scope])),
      },
    },
  },
};

const byName = (a: [string, unknown], b: [string, unknown]): number => a[0].localeCompare(b[0]);

/** The OpenAPI 3.1 document of all routes, made from the declarations that also validate the requests. */
export const openApiDocument = (version: string): Json => {
  const components: Json = { GatewayMessage, Problem };
  const paths: Record<string, Json> = {};
  for (const { context, routes } of domains) {
    for (const [name, route] of Object.entries(routes)) {
      const operation = operationOf(name, route, context, components);
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cobro',
      version,
      description:
        'Order-to-cash: amounts are integer minor units of the tenant’s currency, instants are RFC 3339 UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(Object.entries(paths).toSorted(byName)),
    components: {
      schemas: Object.fromEntries(Object.entries(components).toSorted(byName)),
      responses: refusals,
      headers: answerHeaders,
      securitySchemes,
    },
  };
};
