import { Credit } from '../shared/credit/credit.ts';
import { Customer } from '../shared/customers/customer.ts';
import { Product } from '../shared/products/product.ts';
import { Stock, StockMovement } from '../shared/stock/stock.ts';
import { Warehouse } from '../shared/warehouses/warehouse.ts';
import { type ApiClient, newApiClient } from './api-client.ts';
import { inParallel } from './in-parallel.ts';
import { listAll } from './list-all.ts';
import { type NorthwindCustomer, northwindCustomers, type NorthwindProduct, northwindProducts } from './northwind.ts';

export const warehouse = 'MAD';
const currency = 'EUR';
/** Requests under way at once. */
const width = 8;

/** What is there already: it stays as it is, also where somebody has changed it since. */
interface Known {
  products: ReadonlySet<string>;
  stocked: ReadonlySet<string>;
  /** E-mail address → customer. */
  customers: ReadonlyMap<string, Customer>;
}

const findKnown = async (api: ApiClient): Promise<Known> => {
  const [products, stock, customers] = await Promise.all([
    listAll(api, { as: 'warehouse', path: '/v1/products', item: Product }),
    listAll(api, { as: 'warehouse', path: `/v1/stock?warehouse=${warehouse}`, item: Stock }),
    listAll(api, { as: 'sales', path: '/v1/customers', item: Customer }),
  ]);
  return {
    products: new Set(products.map(({ sku }) => sku)),
    stocked: new Set(stock.map(({ sku }) => sku)),
    customers: new Map(customers.map((customer) => [customer.email, customer])),
  };
};

const loadWarehouse = async (api: ApiClient): Promise<void> => {
  const known = await listAll(api, { as: 'warehouse', path: '/v1/warehouses', item: Warehouse });
  if (known.some(({ code }) => code === warehouse)) return;
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
};

const loadProduct = async (api: ApiClient, known: Known, product: NorthwindProduct): Promise<void> => {
  const { sku, stock, ...facts } = product;
  if (!known.products.has(sku)) {
    const path = `/v1/products/${sku}`;
    await api.call({ as: 'warehouse', method: 'PUT', path, body: { ...facts, currency }, answer: Product });
  }
  if (stock === 0 || known.stocked.has(sku)) return;
  await api.call({
    as: 'warehouse',
    method: 'POST',
    path: '/v1/stock-movements',
    body: { sku, warehouse, quantity: stock, reason: 'receipt' },
    key: `northwind-stock-${sku}`,
    answer: StockMovement,
  });
};

const loadCustomer = async (api: ApiClient, known: Known, source: NorthwindCustomer): Promise<string> => {
  const { id, creditLimit, ...profile } = source;
  const customer =
    known.customers.get(profile.email) ??
    (await api.call({
      as: 'sales',
      method: 'POST',
      path: '/v1/customers',
      body: profile,
      key: `northwind-customer-${id}`,
      answer: Customer,
    }));
  const path = `/v1/customers/${customer.id}/credit`;
  // Its first version has no limit yet; whatever changed the credit since came after the limit.
  const { version } = await api.call({ as: 'finance', method: 'GET', path, answer: Credit });
  if (version > 1) return customer.id;
  await api.call({ as: 'finance', method: 'PUT', path, body: { limit: creditLimit }, answer: Credit });
  return customer.id;
};

/**
 * Loads Northwind's warehouse, products, stock and customers through the API, and answers Cobro's customer ids by
 * Northwind's. Only what is missing is loaded: a second time, or after a crash, nothing is changed or doubled.
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
  await loadWarehouse(api);
  const known = await findKnown(api);
  await inParallel(products, width, async (product) => {
    await loadProduct(api, known, product);
    step();
  });
  const ids = new Map<string, string>();
  await inParallel(customers, width, async (customer) => {
    ids.set(customer.id, await loadCustomer(api, known, customer));
    step();
  });
  return ids;
};
