import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CustomerInput } from '../shared/customers/customer.ts';
import { ProductInput } from '../shared/products/product.ts';

/** A product of demo/data/products.json: what the catalogue takes, and how many pieces lie in the warehouse. */
export const NorthwindProduct = ProductInput.pick({
  name: true,
  description: true,
  unitPrice: true,
  taxCategory: true,
  weightGrams: true,
}).extend({ sku: z.string(), stock: z.int().min(0) });
export type NorthwindProduct = z.infer<typeof NorthwindProduct>;

/** A customer of demo/data/customers.json with its Northwind id and a credit limit in cents. */
export const NorthwindCustomer = CustomerInput.extend({ id: z.string(), creditLimit: z.int() });
export type NorthwindCustomer = z.infer<typeof NorthwindCustomer>;

export const NorthwindOrder = z.strictObject({
  id: z.int(),
  customer: z.string(),
  placed: z.iso.date(),
  lines: z.array(
    z.strictObject({ sku: z.string(), quantity: z.int(), unitPrice: z.int(), discountPercent: z.number() }),
  ),
});
export type NorthwindOrder = z.infer<typeof NorthwindOrder>;

const read = <S extends z.ZodType>(name: string, schema: S): z.output<S> =>
  schema.parse(JSON.parse(readFileSync(join(import.meta.dirname, 'data', name), 'utf8')));

export const northwindProducts = (): NorthwindProduct[] => read('products.json', z.array(NorthwindProduct));
export const northwindCustomers = (): NorthwindCustomer[] => read('customers.json', z.array(NorthwindCustomer));
export const northwindOrders = (): NorthwindOrder[] => read('orders.json', z.array(NorthwindOrder));
