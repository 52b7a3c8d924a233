import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../../shared/lazy-object.ts';

const fields = () => ({ sku: z.string().min(1), pieces: z.int().optional() });
const plain = { loose: z.object(fields()), strict: z.strictObject(fields()) };
const lazy = { loose: lazyObject(fields), strict: lazyStrictObject(fields) };

describe('an object whose fields are made when it is used', () => {
  it('makes them at the first use and never again, also as a part of other schemas and under its checks', () => {
    let made = 0;
    const counted = lazyObject(() => {
      made += 1;
      return fields();
    });
    const list = z.object({ items: z.array(counted), first: counted.optional() });
    const checked = counted.refine((one) => one.pieces !== 0);
    expect(made).toBe(0);
    expect(list.parse({ items: [{ sku: 'NW-1' }] })).toEqual({ items: [{ sku: 'NW-1' }] });
    expect(checked.safeParse({ sku: 'NW-1', pieces: 0 }).success).toBe(false);
    expect(Object.keys(counted.shape)).toEqual(['sku', 'pieces']);
    expect(made).toBe(1);
  });

  it.each(['loose', 'strict'] as const)('takes, refuses and describes the same as zod’s own (%s)', (kind) => {
    for (const value of [{ sku: 'NW-1' }, { sku: 'NW-1', colour: 'red' }, { sku: '', pieces: 1.5 }, null, []]) {
      const expected = plain[kind].safeParse(value);
      const got = lazy[kind].safeParse(value);
      expect([got.data, got.error?.issues]).toEqual([expected.data, expected.error?.issues]);
    }
    expect(z.toJSONSchema(lazy[kind])).toEqual(z.toJSONSchema(plain[kind]));
    expect(lazy[kind]).toBeInstanceOf(z.ZodObject);
  });

  it('can be picked from, left out of, extended and made partial', () => {
    const kinds = [
      [lazy.strict.pick({ sku: true }), plain.strict.pick({ sku: true })],
      [lazy.strict.omit({ sku: true }), plain.strict.omit({ sku: true })],
      [lazy.strict.extend({ note: z.string() }), plain.strict.extend({ note: z.string() })],
      [lazy.strict.partial(), plain.strict.partial()],
      [lazyObject(() => ({ ...lazy.strict.shape, note: z.string() })), plain.loose.extend({ note: z.string() })],
    ] as const;
    for (const [mine, zods] of kinds) expect(z.toJSONSchema(mine)).toEqual(z.toJSONSchema(zods));
  });

  it('keeps the types of its fields', () => {
    const { sku, pieces }: { sku: string; pieces?: number } = lazy.loose.parse({ sku: 'NW-1', pieces: 2 });
    expect([sku, pieces]).toEqual(['NW-1', 2]);
  });
});
