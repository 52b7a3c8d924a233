import type { Call } from '../call.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { customerSubject, findCustomer, requireNotErased, saveCustomer } from '../customers/customer-store.ts';
import { BadInput, type Finding, Forbidden, requireVersion, Unprocessable } from '../errors.ts';
import { changedFields } from '../events/changed-fields.ts';
import { badField } from '../http/problem.ts';
import { Code } from '../products/product.ts';
import { requireCurrency } from '../products/put-product.ts';
import { findProducts } from '../products/product-store.ts';
import { deciding, Work } from '../table/work.ts';
import { PriceList, type PriceListInput, type StoredPriceList } from './price-list.ts';
import {
  audienceOf,
  findPriceList,
  findStoredPriceList,
  pricesFor,
  priceListSubject,
  savePriceList,
} from './price-list-store.ts';

/** Active lists of one customer or group: all are read when an order is placed. */
const mostLists = 20;

const checkInput = (code: string, input: PriceListInput, call: Call): void => {
  if (call.customerId !== undefined)
    throw new Forbidden('bound_to_customer', 'Prices are agreed by us, not set by the customer.');
  if (!Code.safeParse(code).success)
    throw badField('code', 'invalid_format', 'A code has 1 to 64 letters, digits, dots, dashes or underscores.');
  if (input.code !== undefined && input.code !== code)
    throw badField('code', 'mismatch', 'The code of the body is not the one of the address.');
  requireCurrency(input.currency, call);
  const { validFrom, validTo, prices } = input;
  if (validFrom !== undefined && validTo !== undefined && validTo < validFrom)
    throw badField('validTo', 'before_start', 'The last day is before the first.');
  const seen = new Set<string>();
  const findings = prices.flatMap(({ sku, minQuantity }, at): Finding[] => {
    const name = `${sku} ${minQuantity}`;
    const message = `There are two prices of ${sku} from ${minQuantity} pieces on.`;
    const isTwice = seen.has(name);
    seen.add(name);
    return isTwice ? [{ path: `prices[${at}]`, code: 'duplicate_price', message }] : [];
  });
  if (findings.length > 0) throw new BadInput('invalid_request', findings[0]?.message ?? '', findings);
};

/** 422 `unknown_product` with every price of what is not in the catalogue: a misspelt sku would never be used. */
const requireProducts = async ({ prices }: PriceListInput): Promise<void> => {
  const known = await findProducts([...new Set(prices.map(({ sku }) => sku))]);
  const findings = prices.flatMap(({ sku }, at): Finding[] =>
    known.has(sku)
      ? []
      : [{ path: `prices[${at}].sku`, code: 'unknown_product', message: `There is no product ${sku}.` }],
  );
  if (findings.length > 0) throw new Unprocessable('unknown_product', findings[0]?.message ?? '', findings);
};

const requireRoom = async (list: StoredPriceList): Promise<void> => {
  if (!list.active) return;
  const others = (await pricesFor(audienceOf(list))).filter(({ code }) => code !== list.code);
  if (others.length < mostLists) return;
  throw new Unprocessable(
    'too_many_price_lists',
    `${mostLists} other lists are active for the same customers already.`,
  );
};

const customerOf = async (id: string, call: Call): Promise<StoredCustomer> => {
  const customer = await findCustomer(id, call);
  if (customer) return customer;
  const message = 'There is no such customer.';
  throw new Unprocessable('unknown_customer', message, [{ path: 'customerId', code: 'unknown_customer', message }]);
};

/** Notes on a customer which lists are its own, so that placing an order reads none for those that have none. */
const noteOnCustomer = (work: Work, before: StoredCustomer, code: string, has: boolean): void => {
  const { priceLists = [] } = before;
  if (priceLists.includes(code) === has) return;
  const now = has ? [...priceLists, code].toSorted() : priceLists.filter((one) => one !== code);
  const customer = { ...before, priceLists: now.length > 0 ? now : undefined, version: before.version + 1 };
  work.raise(customerSubject(customer), 'customer.updated', { customerId: before.id, changed: ['priceLists'] });
  saveCustomer(work, before, customer);
};

/** Takes the list off the customer it was for, and puts it on the one it is for. */
const noteOnCustomers = async (
  work: Work,
  before: StoredPriceList | undefined,
  list: StoredPriceList,
  call: Call,
): Promise<void> => {
  const now = list.active ? list.customerId : undefined;
  if (list.customerId !== undefined) {
    const customer = await customerOf(list.customerId, call);
    if (now !== undefined) requireNotErased(customer);
    noteOnCustomer(work, customer, list.code, now !== undefined);
  }
  const former = before?.customerId;
  if (former !== undefined && former !== list.customerId) {
    noteOnCustomer(work, await customerOf(former, call), list.code, false);
  }
};

/**
 * Creates or replaces the price list named by the path, for one customer or for a group of them. It holds for orders placed
 * from then on. 422 for a customer or product that does not exist or more than 20 active lists for the same customers, 412
 * when `ifMatch` is not the current version, 403 for a customer's own login.
 */
export const putPriceList = async (
  code: string,
  input: PriceListInput,
  ifMatch: number | undefined,
  call: Call,
): Promise<PriceList> => {
  checkInput(code, input, call);
  await requireProducts(input);
  return deciding(async () => {
    const before = await findStoredPriceList(code);
    requireVersion(before?.version, ifMatch);
    const { prices, ...head } = input;
    const list: StoredPriceList = {
      ...head,
      code,
      version: (before?.version ?? 0) + 1,
      sequence: before?.sequence ?? 0,
    };
    await requireRoom(list);
    const work = new Work(call);
    const answer = PriceList.parse({ ...list, prices });
    const old = before && (await findPriceList(code));
    const { customerId, customerGroup, active } = list;
    work.raise(priceListSubject(list), 'price_list.changed', {
      priceList: code,
      customerId,
      customerGroup,
      active,
      prices: prices.length,
      changed: changedFields(old ?? {}, answer),
    });
    savePriceList(work, before, list, prices);
    await noteOnCustomers(work, before, list, call);
    work.answer(200, answer);
    await work.commit();
    return answer;
  });
};
