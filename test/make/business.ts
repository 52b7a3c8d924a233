import { randomUUID } from 'node:crypto';
import type { CobroClient } from './client.ts';

/** Builders of what a journey needs first. Each makes one thing through the API and answers it. */

export const address = {
  line1: 'Calle Mayor 1',
  city: 'Madrid',
  postalCode: '28013',
  country: 'ES',
} as const;

/** An address at home for the tenant: what is sold there is taxed at its own rates. */
const homeOf = ({ tenant }: CobroClient) => (tenant.address.country === address.country ? address : tenant.address);

/** A product of 10.00 at the standard rate, unless told otherwise. */
export const makeProduct = (cobro: CobroClient, sku: string, more: Record<string, unknown> = {}): Promise<any> =>
  cobro.put(`/v1/products/${sku}`, {
    name: `Product ${sku}`,
    unitPrice: 1000,
    currency: cobro.tenant.currency,
    taxCategory: 'standard',
    weightGrams: 500,
    ...more,
  });

export const makeWarehouse = (cobro: CobroClient, code = 'MAD'): Promise<any> =>
  cobro.put(`/v1/warehouses/${code}`, { name: `Warehouse ${code}`, address: homeOf(cobro) });

/** Books that many pieces in. */
export const receive = (cobro: CobroClient, sku: string, quantity: number, warehouse = 'MAD'): Promise<any> =>
  cobro.post('/v1/stock-movements', { sku, warehouse, quantity, reason: 'receipt' });

/** A Spanish customer with a limit of 10,000.00, unless told otherwise. */
export const makeCustomer = async (
  cobro: CobroClient,
  { limit = 1_000_000, ...more }: { limit?: number; [field: string]: unknown } = {},
): Promise<any> => {
  const customer = await cobro.post('/v1/customers', {
    name: 'Librería Peña S.L.',
    email: `compras-${randomUUID().slice(0, 8)}@pena.example`,
    language: 'es',
    billingAddress: homeOf(cobro),
    ...more,
  });
  await cobro.put(`/v1/customers/${customer.id}/credit`, { limit });
  return customer;
};

/** A warehouse with so many pieces of BOOK at 10.00. */
export const stockBooks = async (cobro: CobroClient, pieces: number): Promise<void> => {
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
  await receive(cobro, 'BOOK', pieces);
};

/** A shop with plenty: a warehouse, 10,000 of BOOK at 10.00, and a customer whose credit is no question. */
export const openShop = async (cobro: CobroClient): Promise<any> => {
  await stockBooks(cobro, 10_000);
  return makeCustomer(cobro, { limit: 1_000_000_000 });
};

/** Places an order of sku → quantity and waits until what follows has settled. */
export const placeOrder = async (
  cobro: CobroClient,
  customerId: string,
  pieces: Record<string, number>,
  more: Record<string, unknown> = {},
): Promise<any> => {
  const lines = Object.entries(pieces).map(([sku, quantity]) => ({ sku, quantity }));
  const order = await cobro.post('/v1/orders', { customerId, currency: cobro.tenant.currency, lines, ...more });
  await cobro.settle();
  return order;
};

export const orderOf = (cobro: CobroClient, id: string): Promise<any> => cobro.get(`/v1/orders/${id}`);

export const fulfillmentsOf = async (cobro: CobroClient, orderId: string, status?: string): Promise<any[]> =>
  (await cobro.get(`/v1/fulfillments?orderId=${orderId}${status === undefined ? '' : `&status=${status}`}`)).items;

/** Pick, pack, check and ship one pick list. Answers the shipment. */
export const shipFulfillment = async (cobro: CobroClient, id: string): Promise<any> => {
  await cobro.post(`/v1/fulfillments/${id}/pick`, {});
  await cobro.post(`/v1/fulfillments/${id}/pack`, { packages: [{ weightGrams: 1200 }] });
  await cobro.post(`/v1/fulfillments/${id}/quality-check`, { result: 'pass' });
  return cobro.post(`/v1/fulfillments/${id}/ship`, { trackingNumber: 'TRACK-1' });
};

/** Ships every open pick list of an order and waits until it is invoiced. */
export const shipOrder = async (cobro: CobroClient, orderId: string): Promise<void> => {
  for (const { id } of await fulfillmentsOf(cobro, orderId, 'pending')) await shipFulfillment(cobro, id);
  await cobro.settle();
};

/** Newest first. */
export const invoicesOf = async (cobro: CobroClient, orderId: string): Promise<any[]> =>
  (await cobro.get(`/v1/invoices?orderId=${orderId}`)).items;

/** Today in the tenant's zone, by the business clock. */
export const today = async (cobro: CobroClient): Promise<string> =>
  new Intl.DateTimeFormat('en-CA', { timeZone: cobro.tenant.timeZone }).format(new Date(await cobro.now()));

/** Records a bank transfer of today and waits until what follows has settled. */
export const receiveMoney = async (
  cobro: CobroClient,
  amount: number,
  more: Record<string, unknown> = {},
): Promise<any> => {
  const payment = await cobro.post('/v1/payments', {
    amount,
    currency: cobro.tenant.currency,
    receivedOn: await today(cobro),
    method: 'bank_transfer',
    ...more,
  });
  await cobro.settle();
  return payment;
};

/** Pays with the invoice number as reference and waits until what follows has settled. */
export const pay = (cobro: CobroClient, invoice: { number: string }, amount: number): Promise<any> =>
  receiveMoney(cobro, amount, { reference: `Factura ${invoice.number}` });

/** Pays in advance, for an order, and waits until what follows has settled. */
export const payForOrder = (
  cobro: CobroClient,
  order: { id: string },
  amount: number,
  more: Record<string, unknown> = {},
): Promise<any> => receiveMoney(cobro, amount, { allocations: [{ orderId: order.id, amount }], ...more });

/** Sum of all balances: 0, always; and the balance of one account. */
export const books = async (cobro: CobroClient): Promise<{ sum: number; balanceOf: (account: string) => number }> => {
  const { accounts }: { accounts: { account: string; balance: number }[] } =
    await cobro.get('/v1/ledger/trial-balance');
  return {
    sum: accounts.reduce((sum, one) => sum + one.balance, 0),
    balanceOf: (account) => accounts.find((one) => one.account === account)?.balance ?? Number.NaN,
  };
};
