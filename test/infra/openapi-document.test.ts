import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { docsPage } from '../../functions/gateway/docs-page.ts';
import { notes } from '../../infra/docs/openapi-notes.ts';
import { openApiDocument } from '../../infra/docs/openapi-document.ts';

type Json = any;

const document: Json = openApiDocument('0.0.0');
const schemas: Record<string, Json> = document.components.schemas;
const operations: Json[] = Object.values(document.paths).flatMap((methods: Json) => Object.values(methods));
const jsonBodies = (operation: Json): Json[] =>
  [operation.requestBody, ...Object.values(operation.responses)].flatMap((one: Json) =>
    one?.content?.['application/json'] ? [one.content['application/json']] : [],
  );

/** Every field of a schema, its own parts included, with what is said about it. */
const fieldsOf = (schema: Json): [string, Json][] => {
  if (schema === null || typeof schema !== 'object') return [];
  return [...Object.entries(schema.properties ?? {}), ...Object.values(schema).flatMap((part) => fieldsOf(part))] as [
    string,
    Json,
  ][];
};

describe('the API document, for whoever makes a client of it', () => {
  it('names every operation once, by a verb and a noun', () => {
    const ids: string[] = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)+$/.test(id))).toEqual([]);
  });

  it('gives every body a type of its own name', () => {
    const nameless = operations
      .filter((operation) => jsonBodies(operation).some(({ schema }) => schema.$ref === undefined))
      .map(({ operationId }) => operationId);
    expect(nameless).toEqual(['getOpenApi']);
  });

  it('shows an example of every request, and each is one that the schema takes', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'doc', components: document.components });
    for (const { operationId, requestBody } of operations) {
      const body = requestBody?.content['application/json'];
      if (body === undefined) continue;
      const valid = ajv.validate(`doc${body.schema.$ref}`, body.example);
      expect({ operationId, valid, errors: ajv.errors }).toEqual({ operationId, valid: true, errors: null });
    }
  });

  it('asks for the Idempotency-Key on every POST that changes something, and takes If-Match on every PUT and PATCH', () => {
    const asking = (name: string, method: string): string[] =>
      Object.values<Json>(document.paths).flatMap((methods) =>
        methods[method] && !methods[method].parameters.some((one: Json) => one.name === name)
          ? [methods[method].operationId]
          : [],
      );
    expect(asking('Idempotency-Key', 'post')).toEqual(['previewOrder']);
    expect([...asking('If-Match', 'put'), ...asking('If-Match', 'patch')]).toEqual([]);
  });

  it('says how wide every whole number is, and nothing that only our own parser understands', () => {
    const all = Object.values(schemas).flatMap(fieldsOf);
    expect(all.length).toBeGreaterThan(200);
    const odd = all.filter(
      ([, { type, format, maximum }]) =>
        (type === 'integer' && format === undefined) || format === 'starts_with' || maximum === Number.MAX_SAFE_INTEGER,
    );
    expect(odd).toEqual([]);
  });

  it('has no note left over from a field or schema that is gone', () => {
    const names = Object.entries(schemas).flatMap(([name, schema]) => [
      name,
      ...fieldsOf(schema).flatMap(([field]) => [field, `${name}.${field}`]),
    ]);
    expect(Object.keys(notes).filter((note) => !names.includes(note))).toEqual([]);
  });

  it('reads as a page: every operation with its refusals in words', () => {
    const page = docsPage(document);
    for (const { operationId, responses } of operations) {
      const start = page.indexOf(`id="${operationId}"`);
      const part = page.slice(start, page.indexOf('class="operation"', start));
      for (const status of Object.keys(responses)) expect(part, operationId).toMatch(`<b>${status}</b> `);
    }
    expect(page).toContain('<b>412</b> If-Match names a version that is no longer current');
  });
});
