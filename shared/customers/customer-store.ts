import { type Call, maySee } from '../call.ts';
import { Conflict, NotFound } from '../errors.ts';
import { addMinutes } from '../dates.ts';
import type { Subject } from '../events/event.ts';
import { idPattern } from '../ids.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, getRows, type Row } from '../table/table.ts';
import { StoredCustomer } from './customer.ts';

const pattern = idPattern('cus');

/** The customer, or undefined; a caller bound to another customer finds nothing. */
export const findCustomer = async (id: string, call: Call): Promise<StoredCustomer | undefined> => {
  if (!pattern.test(id) || !maySee(call, id)) return undefined;
  const row = await getRow(keys.customer(id));
  return row && StoredCustomer.parse(row);
};

/** The customer; 404 `customer_not_found` when it does not exist or is not the caller's. */
export const loadCustomer = async (id: string, call: Call): Promise<StoredCustomer> => {
  const customer = await findCustomer(id, call);
  if (!customer) throw new NotFound('customer_not_found', 'There is no such customer.');
  return customer;
};

/** The customers of these ids that the caller may see, by id. */
export const findCustomers = async (ids: readonly string[], call: Call): Promise<Map<string, StoredCustomer>> => {
  const rows = await getRows(ids.map((id) => keys.customer(id)));
  const customers = rows.map((row) => StoredCustomer.parse(row));
  return new Map(customers.filter(({ id }) => maySee(call, id)).map((one) => [one.id, one]));
};

/** Refuses (409 `customer_erased`) what cannot be done for a person who was erased, or is being erased. */
export const requireNotErased = ({ erasure, erasedAt }: Pick<StoredCustomer, 'erasure' | 'erasedAt'>): void => {
  if (erasure === undefined && erasedAt === undefined) return;
  throw new Conflict('customer_erased', 'The data of this customer were erased: nothing can be added to them.');
};

/** An erasure that is not finished after so many minutes was interrupted: the hourly sweep goes on with it. */
const erasurePatience = 5;

export const customerRow = (customer: StoredCustomer): Row => ({
  ...keys.customer(customer.id),
  ...indexed.list('customer', customer.id),
  ...indexed.lookup('customer-email', `${customer.email.toLowerCase()}#${customer.id}`),
  ...indexed.owner('all', 'customer-name', `${customer.name.toLowerCase()}#${customer.id}`),
  ...(customer.erasure !== undefined &&
    customer.erasedAt === undefined &&
    indexed.due('unfinished', addMinutes(customer.erasure.begunAt, erasurePatience), customer.id)),
  ...customer,
});

export const customerSubject = (customer: StoredCustomer): Subject => ({
  pk: keys.customer(customer.id).pk,
  id: customer.id,
  counter: customer,
});
