import type { Call } from '../call.ts';
import { findCustomer } from '../customers/customer-store.ts';
import { NotFound } from '../errors.ts';
import type { PriceList } from './price-list.ts';
import { findPriceList, findPriceLists } from './price-list-store.ts';

/** Which lists a caller may see: staff all of them, a customer's login the active ones that are for it. */
const visibleTo = async (call: Call): Promise<(list: PriceList) => boolean> => {
  if (call.customerId === undefined) return () => true;
  const customer = await findCustomer(call.customerId, call);
  return ({ active, customerId, customerGroup }) =>
    active &&
    customer !== undefined &&
    (customerId === customer.id || (customerGroup !== undefined && customerGroup === customer.priceGroup));
};

/** The price list; 404 `price_list_not_found` when there is none, or it is not for the customer whose login asks. */
export const showPriceList = async (code: string, call: Call): Promise<PriceList> => {
  const list = await findPriceList(code);
  if (list && (await visibleTo(call))(list)) return list;
  throw new NotFound('price_list_not_found', 'There is no such price list.');
};

/** The lists of these codes, in their order; null for what the caller may not see. */
export const showPriceLists = async (codes: readonly string[], call: Call): Promise<(PriceList | null)[]> => {
  const isVisible = await visibleTo(call);
  return (await findPriceLists(codes)).map((list) => (list && isVisible(list) ? list : null));
};
