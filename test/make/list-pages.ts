import type { Asking } from './client.ts';
import type { Cobro } from './cobro.ts';

/** All pages of a list, one after the other; `between` is run after each. */
export const pagesOf = async (
  cobro: Cobro,
  path: string,
  {
    limit = 25,
    between = () => Promise.resolve(),
    asking,
  }: { limit?: number; between?: () => Promise<unknown>; asking?: Asking } = {},
): Promise<any[][]> => {
  const found: any[][] = [];
  const start = `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`;
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: any = await cobro.get(cursor === '' ? start : `${start}&cursor=${cursor}`, asking);
    found.push(page.items);
    cursor = page.nextCursor;
    await between();
  }
  return found;
};

/** Everything a list holds, page after page. */
export const allOf = async (cobro: Cobro, path: string, limit = 25, asking?: Asking): Promise<any[]> =>
  (await pagesOf(cobro, path, { limit, asking })).flat();

/** Read units of the table that a request took: a strongly read item of up to 4 KB is one, 80 index keys are less. */
export const readUnitsOf = async (cobro: Cobro, ask: () => Promise<unknown>): Promise<number> => {
  // What follows from earlier requests reads too, and is not counted.
  await cobro.settle();
  const before = cobro.embedded.meters.read().tableReadUnits;
  await ask();
  return cobro.embedded.meters.read().tableReadUnits - before;
};
