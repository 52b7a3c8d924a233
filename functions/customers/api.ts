import type { Call } from '../../shared/call.ts';
import { acceptProposal } from '../../shared/credit/accept-proposal.ts';
import { loadProposal, presentProposal } from '../../shared/credit/read-proposal.ts';
import { loadScoreEntries, scoreEntriesOf } from '../../shared/credit/score-store.ts';
import { readCredit } from '../../shared/credit/read-credit.ts';
import { setCredit } from '../../shared/credit/set-credit.ts';
import { changeCustomer } from '../../shared/customers/change-customer.ts';
import { createCustomer } from '../../shared/customers/create-customer.ts';
import { Customer, type StoredCustomer } from '../../shared/customers/customer.ts';
import {
  customersByEmail,
  customersByName,
  findCustomers,
  loadCustomer,
  nameInKey,
} from '../../shared/customers/customer-store.ts';
import { foldName, nameStarts } from '../../shared/customers/name-search.ts';
import { type Asked, inOrder, listPage, onePartition, slicePageById } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { eraseCustomer } from '../../shared/privacy/erase-customer.ts';
import { personalDataOf } from '../../shared/privacy/export-personal-data.ts';
import type { RowQuery } from '../../shared/table/table.ts';
import { customersRoutes } from './routes.ts';

interface Filter {
  email?: string;
  q?: string;
}

/** What answers the question asked: by email, by name, or all. */
const partitionOf = ({ email, q }: Filter): RowQuery => {
  if (email !== undefined) return customersByEmail(email);
  return q === undefined ? { index: 'list', pk: 'customer' } : customersByName(foldName(q));
};

/** The first word of the name from which it begins with what was typed. */
const startFound = ({ name }: Customer, folded: string): string | undefined =>
  nameStarts(name).find((start) => start.startsWith(folded));

const accepts = (one: Customer, { email, q }: Filter): boolean =>
  (email === undefined || one.email.toLowerCase() === email.toLowerCase()) &&
  (q === undefined || startFound(one, foldName(q)) !== undefined);

const present = (one: StoredCustomer): Customer => Customer.parse(one);

/** Customers by name, each once: a name two words of which begin so counts where the first of them stands. */
const loadByName =
  (folded: string, call: Call) =>
  async (sortKeys: string[]): Promise<(Customer | null)[]> => {
    const named = sortKeys.map(nameInKey);
    const found = await findCustomers([...new Set(named.map(({ id }) => id))], call);
    const byId = new Map(found.map((one) => [one.id, one]));
    return named.map(({ start, id }) => {
      const one = byId.get(id);
      return one && startFound(one, folded) === start ? present(one) : null;
    });
  };

export const handler = serve(customersRoutes, {
  createCustomer: async ({ body, call }) => ({ body: await createCustomer(body, call) }),
  listCustomers: async ({ query: { limit, cursor, ...filter }, call }) => {
    const asked: Asked = { list: 'customers', filter, page: { limit, cursor }, call };
    if (call.customerId !== undefined) {
      const own = (await findCustomers([call.customerId], call)).filter((one) => accepts(one, filter));
      return { body: await slicePageById(own.map(present), asked) };
    }
    const byName = filter.q !== undefined && filter.email === undefined;
    const page = await listPage<Customer>({
      ...asked,
      stretches: () => onePartition(partitionOf(filter)),
      load: byName
        ? loadByName(foldName(filter.q ?? ''), call)
        : async (ids) =>
            inOrder(ids, await findCustomers(ids, call), { accepts: (one) => accepts(one, filter), present }),
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
  getCreditProposal: async ({ params, call }) => ({
    body: presentProposal(await loadProposal(params['id'] ?? '', call), call),
  }),
  acceptCreditProposal: async ({ params, body, ifMatch, call }) => ({
    body: await acceptProposal(params['id'] ?? '', body, ifMatch, call),
  }),
  listCreditScores: async ({ params, query, call }) => {
    const { id } = await loadCustomer(params['id'] ?? '', call);
    return {
      body: await listPage({
        list: 'credit-scores',
        filter: { id },
        page: query,
        call,
        stretches: () => onePartition(scoreEntriesOf(id)),
        load: (places) => loadScoreEntries(id, places),
      }),
    };
  },
});
