import { sleep } from '../clock.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { Conflict } from '../errors.ts';
import type { Subject } from '../events/event.ts';
import { indexed, type Key, keys } from '../table/table-map.ts';
import { getRow, getRowsByKey, queryAllRows, type Row } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { noRules, type PriceRules } from './choose-price.ts';
import { PriceList, PriceRows, StoredPriceList } from './price-list.ts';

type Audience = Pick<StoredPriceList, 'customerId' | 'customerGroup'>;

/** Whom a list is for, as its prices are found by. */
export const audienceOf = ({ customerId, customerGroup = '' }: Audience): string =>
  customerId === undefined ? `group#${customerGroup}` : `customer#${customerId}`;

/** Prices lie with those of the other lists of the same audience, so that one query reads all that may hold. */
const rowsKey = (list: StoredPriceList): Key =>
  list.active ? keys.pricesFor(audienceOf(list), list.code) : keys.retiredPrices(list.code);

export const findStoredPriceList = async (code: string): Promise<StoredPriceList | undefined> => {
  const row = await getRow(keys.priceList(code));
  return row && StoredPriceList.parse(row);
};

/** Reads until a list and its prices are of one version: a change takes milliseconds. */
const readTries = 6;

const together = (list: StoredPriceList, row: Row | undefined): PriceList | undefined => {
  const rows = row && PriceRows.parse(row);
  return rows?.listVersion === list.version ? PriceList.parse({ ...list, prices: rows.prices }) : undefined;
};

/** The list with its prices, or undefined when there is none. */
export const findPriceList = async (code: string): Promise<PriceList | undefined> => {
  for (let attempt = 1; attempt <= readTries; attempt += 1) {
    const list = await findStoredPriceList(code);
    if (!list) return undefined;
    const whole = together(list, await getRow(rowsKey(list)));
    if (whole) return whole;
    await sleep(attempt * 15);
  }
  throw new Conflict('changed_meanwhile', 'Others change this price list all the time. Try again.');
};

/** The lists of these codes, in their order. */
export const findPriceLists = async (codes: readonly string[]): Promise<(PriceList | undefined)[]> => {
  const rowOf = await getRowsByKey(codes.map((code) => keys.priceList(code)));
  const lists = codes.map((code) => StoredPriceList.optional().parse(rowOf(keys.priceList(code))));
  const pricesAt = await getRowsByKey(lists.flatMap((list) => (list ? [rowsKey(list)] : [])));
  // One that changed between the two reads is read again by itself.
  return Promise.all(
    lists.map(async (list) => list && (together(list, pricesAt(rowsKey(list))) ?? (await findPriceList(list.code)))),
  );
};

export const priceListSubject = (list: StoredPriceList): Subject => {
  const { pk, sk } = keys.priceList(list.code);
  // Not the code alone: a product or a warehouse may be called the same, and events would share their ids.
  return { pk, id: `${list.code}/${sk}`, counter: list };
};

/** Saves a list over the version that was read (`undefined`: a new one), and its prices where they are looked for. */
export const savePriceList = (
  work: Work,
  before: StoredPriceList | undefined,
  list: StoredPriceList,
  prices: PriceList['prices'],
): void => {
  const { code, validFrom, validTo, version: listVersion } = list;
  const key = rowsKey(list);
  const old = before && rowsKey(before);
  if (old && (old.pk !== key.pk || old.sk !== key.sk)) work.delete(old);
  // Guarded by the version of the list: they change only together with it.
  work.put({ ...key, code, validFrom, validTo, listVersion, prices }, 'any');
  work.put(
    { ...keys.priceList(code), ...indexed.list('price-list', code), ...list },
    before ? { version: before.version } : 'new',
  );
};

/** The prices of all active lists of a customer or a group. */
export const pricesFor = async (audience: string): Promise<PriceRows[]> => {
  const rows = await queryAllRows({ pk: keys.pricesFor(audience, '').pk });
  return rows.map((row) => PriceRows.parse(row));
};

/** What a customer may have agreed prices by. No read for a customer that has no list and no group. */
export const priceRulesOf = async ({ id, priceLists, priceGroup }: StoredCustomer): Promise<PriceRules> => {
  if (priceLists === undefined && priceGroup === undefined) return noRules;
  const [own, ofGroup] = await Promise.all([
    priceLists === undefined ? [] : pricesFor(audienceOf({ customerId: id })),
    priceGroup === undefined ? [] : pricesFor(audienceOf({ customerGroup: priceGroup })),
  ]);
  return { own, ofGroup };
};
