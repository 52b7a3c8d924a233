import { type Call, maySee } from '../call.ts';
import { Conflict, NotFound } from '../errors.ts';
import { addMinutes } from '../dates.ts';
import type { Subject } from '../events/event.ts';
import { idPattern } from '../ids.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, getRows, type Row, type RowQuery } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { StoredCustomer } from './customer.ts';
import { nameStarts } from './name-search.ts';

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

/** The customers of these ids that the caller may see. */
export const findCustomers = async (ids: readonly string[], call: Call): Promise<StoredCustomer[]> => {
  const rows = await getRows(ids.map((id) => keys.customer(id)));
  return rows.map((row) => StoredCustomer.parse(row)).filter(({ id }) => maySee(call, id));
};

/** The index partition of the customers with an address for mail. */
export const customersByEmail = (email: string): RowQuery => ({
  index: 'lookup',
  pk: indexed.lookup(`customer-email#${email.toLowerCase()}`, '').lookupPk,
});

/** The partition of names, from the folded beginning of one on, in the order of names. */
export const customersByName = (folded: string): RowQuery => ({
  pk: keys.customerName('', '').pk,
  prefix: folded,
  newestFirst: false,
});

/** The start of a name and the customer it belongs to, as a sort key of `customersByName` holds them. */
export const nameInKey = (sortKey: string): { start: string; id: string } => {
  const cut = sortKey.lastIndexOf('\u0000');
  return { start: sortKey.slice(0, cut), id: sortKey.slice(cut + 1) };
};

/** Refuses (409 `customer_erased`) what cannot be done for a person who was erased, or is being erased. */
export const requireNotErased = ({ erasure, erasedAt }: Pick<StoredCustomer, 'erasure' | 'erasedAt'>): void => {
  if (erasure === undefined && erasedAt === undefined) return;
  throw new Conflict('customer_erased', 'The data of this customer were erased: nothing can be added to them.');
};

/** An erasure that is not finished after so many minutes was interrupted: the hourly sweep goes on with it. */
const erasurePatience = 5;

const customerRow = (customer: StoredCustomer): Row => ({
  ...keys.customer(customer.id),
  ...indexed.list('customer', customer.id),
  ...indexed.lookup(`customer-email#${customer.email.toLowerCase()}`, customer.id),
  ...(customer.erasure !== undefined &&
    customer.erasedAt === undefined &&
    indexed.due('unfinished', addMinutes(customer.erasure.begunAt, erasurePatience), customer.id)),
  ...customer,
});

/** Saves it over the version that was read (`undefined`: a new one), and what its name is found by. */
export const saveCustomer = (work: Work, before: StoredCustomer | undefined, customer: StoredCustomer): void => {
  work.put(customerRow(customer), before ? { version: before.version } : 'new');
  // Guarded by the version above: they change only together with the name.
  const old = before ? nameStarts(before.name) : [];
  const now = nameStarts(customer.name);
  for (const start of now) if (!old.includes(start)) work.put({ ...keys.customerName(start, customer.id) }, 'any');
  for (const start of old) if (!now.includes(start)) work.delete(keys.customerName(start, customer.id));
};

export const customerSubject = (customer: StoredCustomer): Subject => ({
  pk: keys.customer(customer.id).pk,
  id: customer.id,
  counter: customer,
});
