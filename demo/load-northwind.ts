import * as z from 'zod';
import { Credit } from '../shared/credit/credit.ts';
import { Customer } from '../shared/customers/customer.ts';
import { listOf } from '../shared/http/list.ts';
import { Product } from '../shared/products/product.ts';
import { StockMovement } from '../shared/stock/stock.ts';
import { Warehouse } from '../shared/warehouses/warehouse.ts';
import { type ApiClient, newApiClient } from './api-client.ts';
import { inParallel } from './in-parallel.ts';
import { type NorthwindCustomer, northwindCustomers, type NorthwindProduct, northwindProducts } from './northwind.ts';

export const warehouse = 'MAD';
const currency = 'EUR';
/** Requests under way at once. */
const width = 8;

const loadProduct = async (api: ApiClient, { sku, stock, ...product }: NorthwindProduct): Promise<void> => {
  const path = `/v1/products/${sku}`;
  await api.call({ as: 'warehouse', method: 'PUT', path, body: { ...product, currency }, answer: Product });
  const known = await api.call({
    as: 'warehouse',
    method: 'GET',
    path: `/v1/stock?sku=${sku}`,
    answer: listOf(z.looseObject({})),
  });
  if (stock === 0 || known.items.length > 0) return;
  await api.call({
    as: 'warehouse',
    method: 'POST',
    path: '/v1/stock-movements',
    body: { sku, warehouse, quantity: stock, reason: 'receipt' },
    key: `northwind-stock-${sku}`,
    answer: StockMovement,
  });
};

const loadCustomer = async (api: ApiClient, { id, creditLimit, ...profile }: NorthwindCustomer): Promise<Customer> => {
  const known = await api.call({
    as: 'sales',
    method: 'GET',
    path: `/v1/customers?email=${encodeURIComponent(profile.email)}`,
    answer: listOf(Customer),
  });
  const customer =
    known.items[0] ??
    (await api.call({
      as: 'sales',
      method: 'POST',
      path: '/v1/customers',
      body: profile,
      key: `northwind-customer-${id}`,
      answer: Customer,
    }));
  const path = `/v1/customers/${customer.id}/credit`;
  await api.call({ as: 'finance', method: 'PUT', path, body: { limit: creditLimit }, answer: Credit });
  return customer;
};

/**
 * Loads Northwind's warehouse, products, stock and customers through the API, and answers Cobro's customer ids by
 * Northwind's. Loading twice changes nothing.
 */
export const loadNorthwind = async ({
  origin,
  onProgress,
}: {
  origin: string;
  onProgress?: (done: number, total: number) => void;
}): Promise<Map<string, string>> => {
  const api = newApiClient(origin);
  const products = northwindProducts();
  const customers = northwindCustomers();
  const total = products.length + customers.length;
  let done = 0;
  const step = (): void => {
    done += 1;
    onProgress?.(done, total);
  };
  await api.call({
    as: 'warehouse',
    method: 'PUT',
    path: `/v1/warehouses/${warehouse}`,
    body: {
      name: 'Madrid',
      address: { line1: 'Calle de Alcalá 45', city: 'Madrid', postalCode: '28014', country: 'ES' },
    },
    answer: Warehouse,
  });
  await inParallel(products, width, async (product) => {
    await loadProduct(api, product);
    step();
  });
  const ids = new Map<string, string>();
  await inParallel(customers, width, async (customer) => {
    ids.set(customer.id, (await loadCustomer(api, customer)).id);
    step();
  });
  return ids;
};
