import * as z from 'zod';
import { CreditReview } from '../../shared/credit/review.ts';
import { Credit } from '../../shared/credit/credit.ts';
import { Customer } from '../../shared/customers/customer.ts';
import { CobroEvent } from '../../shared/events/event-types.ts';
import { Fulfillment } from '../../shared/fulfillments/fulfillment.ts';
import { type Route, scopesOf } from '../../shared/http/route.ts';
import { scopePrefix, scopes } from '../../shared/http/scopes.ts';
import { Invoice } from '../../shared/invoices/invoice.ts';
import { TrialBalance } from '../../shared/ledger/trial-balance.ts';
import { Order, OrderInput } from '../../shared/orders/order.ts';
import { Payment, PaymentInput } from '../../shared/payments/payment.ts';
import { problemCodes } from '../../shared/problem-codes.ts';
import { Product, ProductInput } from '../../shared/products/product.ts';
import { Shipment } from '../../shared/shipments/shipment.ts';
import { Stock, StockMovement } from '../../shared/stock/stock.ts';
import { Warehouse } from '../../shared/warehouses/warehouse.ts';
import { domains } from '../domains/index.ts';
import { requestExamples } from './openapi-examples.ts';

type Json = Record<string, unknown>;

/** Schemas that get a name of their own in the document. */
const named = z.registry<{ id: string }>();
const namedSchemas = {
  CobroEvent,
  Credit,
  CreditReview,
  Customer,
  Fulfillment,
  Invoice,
  Order,
  OrderInput,
  Payment,
  PaymentInput,
  Product,
  ProductInput,
  Shipment,
  Stock,
  StockMovement,
  TrialBalance,
  Warehouse,
};
for (const [id, schema] of Object.entries(namedSchemas)) named.add(schema, { id });

const Problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(problemCodes) },
    instance: { type: 'string', description: 'The request id' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

const isObject = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value);

/** The schema with its named parts moved to `components`, where the references then point. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output', components: Json): Json => {
  const text = JSON.stringify(z.toJSONSchema(schema, { io, metadata: named, unrepresentable: 'any' }));
  const parsed: unknown = JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/'));
  const { $schema: _dialect, $defs, id: _id, ...rest } = isObject(parsed) ? parsed : {};
  for (const [name, part] of Object.entries(isObject($defs) ? $defs : {})) {
    const { id: _own, ...definition } = isObject(part) ? part : {};
    components[name] ??= definition;
  }
  return rest;
};

const header = (name: string, required: boolean, description: string): Json => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string', ...(name === 'Idempotency-Key' ? { minLength: 1, maxLength: 255 } : {}) },
});

const parametersOf = (route: Route, components: Json): Json[] => {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const query = route.query ? schemaOf(route.query, 'input', components) : {};
  const required = Array.isArray(query['required']) ? query['required'] : [];
  const properties = isObject(query['properties']) ? query['properties'] : {};
  const inQuery = Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    // Some are turned from text to numbers or lists when they arrive; outside they are plain.
    schema: isObject(schema) && Object.keys(schema).length > 0 ? schema : { type: 'string' },
  }));
  const headers = [
    ...(route.method === 'POST' && !route.withoutKey
      ? [header('Idempotency-Key', true, 'Any unique text, the same for every try of this request')]
      : []),
    ...(route.method === 'PUT' || route.method === 'PATCH'
      ? [header('If-Match', false, 'The ETag that was read: 412 when somebody changed the resource since')]
      : []),
  ];
  return [...inPath, ...inQuery, ...headers];
};

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const gatewayAnswer = (description: string): Json => ({
  description,
  content: {
    'application/json': {
      schema: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
    },
  },
});

const refusalsOf = (route: Route): Json => ({
  '400': problemAnswer('A field has the wrong shape; `errors` names every one'),
  ...(route.scope === null
    ? {}
    : { '401': gatewayAnswer('No token, or a bad one'), '403': problemAnswer('The token lacks the scope') }),
  '404': problemAnswer('There is no such thing for this caller'),
  ...(route.method === 'GET'
    ? {}
    : {
        '409': problemAnswer('The state of the thing does not allow it'),
        '412': problemAnswer('If-Match names a version that is no longer current'),
        '413': problemAnswer('The body is larger than 256 KiB'),
        '415': problemAnswer('The body is not JSON'),
        '422': problemAnswer('Well formed, and still impossible as asked'),
      }),
  '503': problemAnswer('Too busy; the same request may go through later'),
});

const answerOf = (route: Route, components: Json): Json => {
  if (route.media) {
    const schema = route.media === 'application/json' ? { type: 'object' } : { type: 'string' };
    return { description: 'The file', content: { [route.media]: { schema } } };
  }
  const schema = route.response ? schemaOf(route.response, 'output', components) : {};
  return { description: 'Done', content: { 'application/json': { schema } } };
};

const operationOf = (name: string, route: Route, context: string, components: Json): Json => {
  const example = requestExamples[name];
  return {
    operationId: name,
    summary: route.summary,
    tags: [context],
    ...(route.scope === null ? { security: [] } : { security: scopesOf(route).map((scope) => ({ oauth2: [scopePrefix + scope] })) }),
    parameters: parametersOf(route, components),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: schemaOf(route.body, 'input', components),
                ...(example === undefined ? {} : { example }),
              },
            },
          },
        }
      : {}),
    responses: { [String(route.status ?? 200)]: answerOf(route, components), ...refusalsOf(route) },
  };
};

/** The OpenAPI 3.1 document of all routes, made from the declarations that also validate the requests. */
export const openApiDocument = (version: string): Json => {
  const components: Json = { Problem };
  const paths: Record<string, Json> = {};
  for (const { context, routes } of domains) {
    for (const [name, route] of Object.entries(routes)) {
      const operation = operationOf(name, route, context, components);
      paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
    }
  }
  const byName = (a: [string, unknown], b: [string, unknown]): number => a[0].localeCompare(b[0]);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cobro',
      version,
      description: 'Order-to-cash: amounts are integer minor units of the tenant’s currency, instants are RFC 3339 UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(Object.entries(paths).toSorted(byName)),
    components: {
      schemas: Object.fromEntries(Object.entries(components).toSorted(byName)),
      securitySchemes: {
        oauth2: {
          type: 'oauth2',
          flows: {
            clientCredentials: {
              tokenUrl: '/oauth2/token',
              scopes: Object.fromEntries(scopes.map((scope) => [scopePrefix + scope, scope])),
            },
          },
        },
      },
    },
  };
};
