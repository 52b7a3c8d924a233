import fc from 'fast-check';

type Json = any;
export interface Operation {
  method: string;
  path: string;
  parameters: { name: string; in: string; schema: Json; required: boolean }[];
  body?: Json;
  example?: Json;
  responses: Record<string, { content: Record<string, { schema: Json }> }>;
}

/** Every operation of an OpenAPI document. */
export const operationsOf = (document: Json): Operation[] =>
  Object.entries(document.paths).flatMap(([path, methods]: [string, Json]) =>
    Object.entries(methods).map(([method, one]: [string, Json]) => {
      const content = one.requestBody?.content['application/json'];
      return {
        method: method.toUpperCase(),
        path,
        parameters: one.parameters,
        body: content?.schema,
        example: content?.example,
        responses: Object.fromEntries(
          Object.entries(one.responses).map(([status, answer]: [string, Json]) => [
            status,
            answer.$ref ? document.components.responses[answer.$ref.split('/').at(-1)] : answer,
          ]),
        ),
      };
    }),
  );

/** Values that break naive code, whatever a field wants. */
const nasty = fc.oneof(
  fc.constantFrom<Json>(
    null,
    '',
    ' ',
    0,
    -1,
    0.1,
    1e21,
    -1e308,
    2 ** 53,
    true,
    [],
    {},
    '\u0000',
    '\u202Egnp.exe',
    '😀'.repeat(50),
    '\uD800',
    "'; DROP TABLE orders;--",
    '<script>alert(1)</script>',
    '{{constructor.constructor("return 1")()}}',
    '../../etc/passwd',
    '__proto__',
    'x'.repeat(5000),
    '2026-02-30',
    '9999-12-31',
    [[[[[[]]]]]],
    { __proto__: null, a: { b: { c: {} } } },
  ),
  fc.jsonValue(),
  fc.string({ unit: 'grapheme' }),
);

const text = (schema: Json): fc.Arbitrary<Json> => {
  if (schema.format === 'date') {
    return fc
      .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((one) => one.toISOString().slice(0, 10));
  }
  if (schema.format === 'email') return fc.emailAddress();
  if (schema.pattern?.includes('A-Z]{3}')) return fc.constantFrom('EUR', 'USD');
  if (schema.pattern?.includes('A-Z]{2}')) return fc.constantFrom('ES', 'DE', 'US', 'XX');
  return fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 20, 20) });
};

/** Mostly what the schema wants; now and then something it does not. */
const valueOf = (schema: Json, document: Json, ids: Record<string, string[]>, name = ''): fc.Arbitrary<Json> => {
  if (schema.$ref) return valueOf(document.components.schemas[schema.$ref.split('/').at(-1)], document, ids, name);
  const good = ((): fc.Arbitrary<Json> => {
    const known = ids[name];
    if (known && known.length > 0) return fc.constantFrom(...known);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const either = schema.anyOf ?? schema.oneOf;
    if (either) return fc.oneof(...either.map((one: Json) => valueOf(one, document, ids, name)));
    if (schema.type === 'string') return text(schema);
    if (schema.type === 'integer' || schema.type === 'number') {
      const min = Math.max(schema.minimum ?? 0, -1000);
      return fc.integer({ min, max: Math.max(min, Math.min(schema.maximum ?? 1000, 1000)) });
    }
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.type === 'array') {
      return fc.array(valueOf(schema.items ?? {}, document, ids), { minLength: schema.minItems ?? 0, maxLength: 3 });
    }
    if (schema.type === 'object') {
      const fields = Object.entries(schema.properties ?? {}).map(([field, one]) => [
        field,
        valueOf(one, document, ids, field),
      ]);
      return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
    }
    return fc.jsonValue();
  })();
  return fc.oneof({ weight: 24, arbitrary: good }, { weight: 1, arbitrary: nasty });
};

export interface MadeRequest {
  operation: Operation;
  path: string;
  body: string | undefined;
  key: string | null;
}

/** A request to one of the operations, made from the document. `ids`: names of parameters and fields → things that exist. */
export const anyRequest = (document: Json, ids: Record<string, string[]>): fc.Arbitrary<MadeRequest> =>
  fc.constantFrom(...operationsOf(document)).chain((operation) => {
    const part = (one: Operation['parameters'][number]): fc.Arbitrary<string | undefined> =>
      valueOf(one.schema, document, ids, idName(one.name, operation.path)).map((value) =>
        typeof value === 'string' ? value : JSON.stringify(value),
      );
    const inPath = operation.parameters.filter((one) => one.in === 'path');
    const inQuery = operation.parameters.filter((one) => one.in === 'query');
    return fc
      .record({
        path: fc
          .tuple(...inPath.map(part))
          .map((values) =>
            inPath.reduce((path, { name }, at) => path.replace(`{${name}}`, encode(values[at] || '-')), operation.path),
          ),
        query: fc
          .tuple(...inQuery.map((one) => fc.option(part(one), { freq: 2, nil: undefined })))
          .map((values) =>
            inQuery
              .flatMap(({ name }, at) => (values[at] === undefined ? [] : [`${name}=${encode(values[at])}`]))
              .join('&'),
          ),
        body: operation.body
          ? fc.oneof(
              { weight: 8, arbitrary: valueOf(operation.body, document, ids) },
              { weight: 2, arbitrary: fc.constant(operation.example ?? {}) },
              { weight: 1, arbitrary: nasty },
            )
          : fc.constant(undefined),
        key: fc.option(fc.uuid(), { freq: 20, nil: null }),
      })
      .map(({ path, query, body, key }) => ({
        operation,
        path: query === '' ? path : `${path}?${query}`,
        body: body === undefined ? undefined : JSON.stringify(body),
        key,
      }));
  });

const encode = (value: string): string => encodeURIComponent(value.toWellFormed());

/** `{id}` means something else under each path. */
const idName = (name: string, path: string): string => (name === 'id' ? `${path.split('/')[2]}Id` : name);
