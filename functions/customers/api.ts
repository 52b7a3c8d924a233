import { readCredit } from '../../shared/credit/read-credit.ts';
import { setCredit } from '../../shared/credit/set-credit.ts';
import { changeCustomer } from '../../shared/customers/change-customer.ts';
import { createCustomer } from '../../shared/customers/create-customer.ts';
import { Customer } from '../../shared/customers/customer.ts';
import { findCustomers, loadCustomer } from '../../shared/customers/customer-store.ts';
import { listPage, onePartition } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { eraseCustomer } from '../../shared/privacy/erase-customer.ts';
import { personalDataOf } from '../../shared/privacy/export-personal-data.ts';
import { indexed } from '../../shared/table/table-map.ts';
import type { RowQuery } from '../../shared/table/table.ts';
import { customersRoutes } from './routes.ts';

/** The index that answers the question asked: by email, by name, or all. */
const partitionOf = (email: string | undefined, q: string | undefined): RowQuery => {
  if (email !== undefined)
    return { index: 'lookup', pk: 'customer-email', prefix: `${email.toLowerCase()}#`, newestFirst: false };
  if (q !== undefined)
    return {
      index: 'owner',
      pk: indexed.owner('all', 'customer-name', '').ownerPk,
      prefix: q.toLowerCase(),
      newestFirst: false,
    };
  return { index: 'list', pk: 'customer' };
};

const idIn = (sortKey: string): string => sortKey.slice(sortKey.lastIndexOf('#') + 1);

export const handler = serve(customersRoutes, {
  createCustomer: async ({ body, call }) => ({ body: await createCustomer(body, call) }),
  listCustomers: async ({ query: { email, q, limit, cursor }, call }) => {
    const partition = partitionOf(email, q);
    const sk = `${partition.index ?? 'list'}Sk`;
    const page = await listPage<Customer>({
      limit,
      cursor,
      question: `customers ${email ?? ''} ${q ?? ''}`,
      partitions: onePartition(partition),
      load: async (rows) => {
        const ids = rows.map((row) => idIn(String(row[sk])));
        const found = await findCustomers(ids, call);
        return ids.map((id) => found.get(id) ?? null);
      },
    });
    return { body: page };
  },
  getCustomer: async ({ params, call }) => ({ body: Customer.parse(await loadCustomer(params['id'] ?? '', call)) }),
  patchCustomer: async ({ params, body, ifMatch, call }) => ({
    body: await changeCustomer(params['id'] ?? '', body, ifMatch, call),
  }),
  getPersonalData: async ({ params, query, call }) => ({
    body: await personalDataOf(params['id'] ?? '', query, call),
  }),
  eraseCustomer: async ({ params, body, call }) => ({ body: await eraseCustomer(params['id'] ?? '', body, call) }),
  getCredit: async ({ params, call }) => {
    const { id } = await loadCustomer(params['id'] ?? '', call);
    return { body: await readCredit(id, call) };
  },
  putCredit: async ({ params, body, ifMatch, call }) => {
    const { id } = await loadCustomer(params['id'] ?? '', call);
    await setCredit(id, body, ifMatch, call);
    return { body: await readCredit(id, call) };
  },
});
