import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../infra/docs/openapi-document.ts';
import { answers, resources, type Shape } from './contract-fields.ts';

type Json = any;

const isList = (shape: Shape): shape is [Shape] => Array.isArray(shape);

/** The values of an enumeration in one order. */
const inOrder = (type: string): string => type.split(' | ').toSorted().join(' | ');

const textOf = (schema: Json): string => {
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return inOrder(either.map(textOf).join(' | '));
  if (schema.const !== undefined) return String(schema.const);
  if (schema.enum) return inOrder(schema.enum.join(' | '));
  if (Array.isArray(schema.type)) return inOrder(schema.type.join(' | '));
  if (schema.format === 'date') return 'date';
  return schema.format === 'date-time' ? 'instant' : schema.type;
};

/** Every way in which a schema of the document does not keep what the shape promises. */
const brokenPromises = (promised: Shape, given: Json, document: Json, at: string): string[] => {
  const schema = given?.$ref ? document.components.schemas[given.$ref.split('/').at(-1)] : given;
  if (typeof promised === 'string') {
    const type = textOf(schema);
    return type === inOrder(promised) ? [] : [`${at} is ${type}, promised was ${promised}`];
  }
  if (isList(promised)) {
    return schema.type === 'array'
      ? brokenPromises(promised[0], schema.items, document, `${at}[]`)
      : [`${at} is no list`];
  }
  if (schema.type !== 'object') return [`${at} is no object`];
  return Object.entries(promised).flatMap(([field, shape]) => {
    const name = field.replace('?', '');
    const property = schema.properties?.[name];
    if (property === undefined) return [`${at}.${name} is gone`];
    const left = name === field && !schema.required?.includes(name) ? [`${at}.${name} may be left out`] : [];
    return [...left, ...brokenPromises(shape, property, document, `${at}.${name}`)];
  });
};

/** Method, path and status of every success in the document, with what it answers. */
const successesOf = (document: Json): Map<string, Json> =>
  new Map(
    Object.entries(document.paths).flatMap(([path, methods]: [string, Json]) =>
      Object.entries(methods).flatMap(([method, { responses }]: [string, Json]) =>
        Object.entries(responses)
          .filter(([status]) => status.startsWith('2'))
          .map(([status, answer]): [string, Json] => [`${method.toUpperCase()} ${path} → ${status}`, answer]),
      ),
    ),
  );

const broken = (document: Json): string[] => {
  const given = successesOf(document);
  return Object.entries(answers).flatMap(([route, promised]) => {
    const content = given.get(route)?.content;
    if (content === undefined) return [`${route} is gone`];
    const [type] = Object.keys(content);
    if (type === 'application/json') return brokenPromises(promised, content[type].schema, document, route);
    return promised === `file ${type}` ? [] : [`${route} is a file of ${type}`];
  });
};

const document: Json = openApiDocument('0.0.0');

/** What a change of the document would break. */
const after = (change: (schemas: Json) => void): string[] => {
  const changed = structuredClone(document);
  change(changed.components.schemas);
  return broken(changed);
};

describe('the answers', () => {
  it('carry every field that the contract promises, with its type', () => {
    expect(broken(document)).toEqual([]);
  });

  it('are all in the table: a new route is promised from its first day', () => {
    const missing = [...successesOf(document).keys()].filter((route) => answers[route] === undefined);
    expect(missing, 'add these routes to test/contract/contract-fields.ts').toEqual([]);
  });
});

describe('this test', () => {
  it.each(Object.entries(resources))('would miss every field of %s', (name, fields) => {
    for (const field of Object.keys(fields).map((one) => one.replace('?', ''))) {
      const found = after((schemas) => delete schemas[name].properties[field]);
      expect(found.some((one) => one.endsWith(`.${field} is gone`))).toBe(true);
    }
  });

  it('would notice a new name, another type, a field that became optional, and a value that came or went', () => {
    const totals = (schemas: Json): Json => schemas.Invoice.properties.totals;
    expect(
      after((schemas) => {
        totals(schemas).properties.open = totals(schemas).properties.due;
        delete totals(schemas).properties.due;
      }),
    ).toContain('GET /v1/invoices/{id} → 200.totals.due is gone');
    expect(after((schemas) => (schemas.OrderLine.properties.net.type = 'number'))).toContain(
      'POST /v1/orders → 201.lines[].net is number, promised was integer',
    );
    expect(after((schemas) => (schemas.Payment.required = ['id']))).toContain(
      'GET /v1/payments/{id} → 200.unapplied may be left out',
    );
    expect(after((schemas) => schemas.Order.properties.status.enum.pop())).not.toEqual([]);
    expect(after((schemas) => schemas.Order.properties.status.enum.push('lost'))).not.toEqual([]);
    expect(after((schemas) => (schemas.OrderList.properties.nextCursor.type = 'string'))).toEqual([
      'GET /v1/orders → 200.nextCursor is string, promised was string | null',
    ]);
    expect(after((schemas) => (schemas.CobroEvent.properties.occurredAt.format = 'date'))).not.toEqual([]);
  });
});
