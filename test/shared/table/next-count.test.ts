import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nextCount } from '../../../shared/table/table.ts';
import { keys } from '../../../shared/table/table-map.ts';
import { startTable, type TableOnly } from '../../make/table.ts';

let table: TableOnly;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

describe('the numbers of orders', () => {
  it('are given once each and in a row to forty who ask at once', async () => {
    const writes = table.engine.lastSequence();
    const numbers = await Promise.all(Array.from({ length: 40 }, () => nextCount(keys.counter('order'))));
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(await nextCount(keys.counter('order'))).toBe(41);
    expect(table.engine.lastSequence(), 'counting is nothing for the stream').toBe(writes);
  });

  it('go on after a count that failed', async () => {
    const refused = { pk: 'x'.repeat(3000), sk: 'counter' };
    const both = await Promise.allSettled([nextCount(refused), nextCount(refused)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await nextCount(keys.counter('order'))).toBe(42);
  });
});
