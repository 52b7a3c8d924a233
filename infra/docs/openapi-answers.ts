import { listOfRoute } from '../../shared/http/list-as-csv.ts';
import { checksVersion, type Route } from '../../shared/http/route.ts';
import { problemCodes } from '../../shared/problem-codes.ts';
import { isObject } from '../../shared/is-object.ts';
import { bodySchemaOf, type Json } from './openapi-schemas.ts';

export const Problem: Json = {
  type: 'object',
  description: 'RFC 9457; branch on `code`, show `detail`',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer', format: 'int32' },
    detail: { type: 'string', description: 'What is wrong and what to do, for people' },
    code: { type: 'string', enum: Object.keys(problemCodes), description: 'Stable; docs/errors.md has each way out' },
    instance: { type: 'string', description: 'The request id' },
    errors: {
      type: 'array',
      description: 'Every field that is wrong',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
  examples: [
    {
      type: 'https://cobro.dev/problems/invalid_request',
      title: 'Invalid request',
      status: 400,
      detail: 'The body of the request is not valid: see lines[0].quantity.',
      code: 'invalid_request',
      instance: 'req-1',
      errors: [{ path: 'lines[0].quantity', code: 'too_small', message: 'Too small: expected number to be >=1' }],
    },
  ],
};

/** What the gateway says by itself, before Cobro sees the request. */
export const GatewayMessage: Json = {
  type: 'object',
  required: ['message'],
  properties: { message: { type: 'string' } },
};

export const answerHeaders: Json = {
  ETag: { description: 'The version, to send as If-Match', schema: { type: 'string' } },
  'Idempotent-Replayed': {
    description: '`true` when this is the first answer to the Idempotency-Key, given again',
    schema: { type: 'string', enum: ['true'] },
  },
  Link: { description: 'Of CSV: where the next page is, `rel="next"`', schema: { type: 'string' } },
  'X-Request-Id': { description: 'As sent, or made; in the log and on every event', schema: { type: 'string' } },
};

const headers = (...names: string[]): Json =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const problem = (description: string): Json => ({
  description,
  headers: headers('X-Request-Id'),
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const gatewayMessage = (description: string): Json => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/GatewayMessage' } } },
});

/** Every refusal once; operations refer to them. */
export const refusals: Json = {
  BadRequest: problem('Something has the wrong shape; `errors` names every field'),
  Unauthorized: gatewayMessage('No token, or a bad one'),
  Forbidden: problem('The token lacks the scope'),
  NotFound: problem('There is no such thing for this caller'),
  Conflict: problem('The state of the thing does not allow it'),
  StaleVersion: problem('If-Match names a version that is no longer current'),
  BodyTooLarge: problem('The body is larger than 256 KiB'),
  WrongMediaType: problem('The body is not of a media type taken here'),
  Unprocessable: problem('Well formed, and still impossible as asked'),
  TooManyRequests: gatewayMessage('Too many requests; the same one may go through later'),
  InternalError: problem('Something failed on our side; nothing was done'),
  Busy: problem('Too busy; the same request may go through later'),
};

const refusalsOf = (route: Route): Json => {
  const { body, query, method, scope } = route;
  const names: [string, string, boolean][] = [
    ['400', 'BadRequest', body !== undefined || query !== undefined || method === 'POST'],
    ['401', 'Unauthorized', scope !== null],
    ['403', 'Forbidden', scope !== null],
    ['404', 'NotFound', scope !== null],
    ['409', 'Conflict', method !== 'GET'],
    ['412', 'StaleVersion', checksVersion(route)],
    ['413', 'BodyTooLarge', body !== undefined],
    ['415', 'WrongMediaType', body !== undefined],
    ['422', 'Unprocessable', method !== 'GET'],
    ['429', 'TooManyRequests', true],
    ['500', 'InternalError', true],
    ['503', 'Busy', true],
  ];
  return Object.fromEntries(
    names.flatMap(([status, name, applies]) => (applies ? [[status, { $ref: `#/components/responses/${name}` }]] : [])),
  );
};

const fileSchemas: Record<NonNullable<Route['media']>, Json> = {
  'application/json': { type: 'object', additionalProperties: true },
  'application/pdf': { type: 'string', format: 'binary' },
  'application/xml': { type: 'string' },
  'text/html': { type: 'string' },
};

/** Every list comes as CSV too, one column per field. */
const asCsv: Json = { 'text/csv': { schema: { type: 'string' } } };

const isVersioned = (schema: Json, components: Json): boolean => {
  const name = typeof schema['$ref'] === 'string' ? (schema['$ref'].split('/').at(-1) ?? '') : '';
  const target = components[name];
  return isObject(target) && isObject(target['properties']) && 'version' in target['properties'];
};

const successOf = (name: string, route: Route, components: Json): Json => {
  if (route.media) {
    return {
      description: 'The file',
      headers: headers('X-Request-Id'),
      content: { [route.media]: { schema: fileSchemas[route.media] } },
    };
  }
  const schema = route.response ? bodySchemaOf(route.response, 'output', name, components) : {};
  return {
    description: route.status === 201 ? 'Created' : route.status === 202 ? 'Accepted, and going on' : 'Done',
    headers: headers(
      ...(isVersioned(schema, components) ? ['ETag'] : []),
      ...(route.method === 'POST' && !route.withoutKey ? ['Idempotent-Replayed'] : []),
      ...(listOfRoute(route) ? ['Link'] : []),
      'X-Request-Id',
    ),
    content: { 'application/json': { schema }, ...(listOfRoute(route) ? asCsv : {}) },
  };
};

/** What an operation may answer, by status. */
export const answersOf = (name: string, route: Route, components: Json): Json => ({
  [String(route.status ?? 200)]: successOf(name, route, components),
  ...refusalsOf(route),
});
