import { describe, expect, it } from 'vitest';
import { northwindCustomers, northwindOrders, northwindProducts } from '../../demo/northwind.ts';
import { CustomerInput } from '../../shared/customers/customer.ts';
import { OrderInput } from '../../shared/orders/order.ts';
import { ProductInput } from '../../shared/products/product.ts';

const products = northwindProducts();
const customers = northwindCustomers();
const orders = northwindOrders();

/** How a VAT id looks in each country of the EU that has customers here. */
const vatIds: Record<string, RegExp> = {
  AT: /^ATU\d{8}$/,
  BE: /^BE[01]\d{9}$/,
  DE: /^DE\d{9}$/,
  DK: /^DK\d{8}$/,
  ES: /^ESB\d{8}$/,
  FI: /^FI\d{8}$/,
  FR: /^FR\d{11}$/,
  IE: /^IE\d{7}[A-W]$/,
  IT: /^IT\d{11}$/,
  PL: /^PL\d{10}$/,
  PT: /^PT\d{9}$/,
  SE: /^SE\d{10}01$/,
};

describe('the Northwind demo data', () => {
  it('has all products and customers of the source and its first hundred orders', () => {
    expect(new Set(products.map(({ sku }) => sku)).size).toBe(77);
    expect(new Set(customers.map(({ id }) => id)).size).toBe(91);
    expect(orders.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, at) => 10248 + at));
  });

  it('is taken by the catalogue, the customer file and the order desk as it stands', () => {
    for (const { sku, stock: _, ...facts } of products) {
      expect(ProductInput.safeParse({ ...facts, sku, currency: 'EUR' }).error).toBeUndefined();
    }
    for (const { id: _, creditLimit: __, ...profile } of customers) {
      expect(CustomerInput.safeParse(profile).error).toBeUndefined();
    }
    for (const { lines } of orders) {
      const order = { customerId: 'cus_1', currency: 'EUR', channel: 'sales', lines };
      expect(OrderInput.safeParse(order).error).toBeUndefined();
    }
  });

  it('orders only what is in the catalogue, for customers who are there', () => {
    const skus = new Set(products.map(({ sku }) => sku));
    const ids = new Set(customers.map(({ id }) => id));
    expect(orders.flatMap(({ lines }) => lines).filter(({ sku }) => !skus.has(sku))).toEqual([]);
    expect(orders.filter(({ customer }) => !ids.has(customer))).toEqual([]);
  });

  it('can send mail to nobody: every address is under the domain for examples, and each is one customer’s', () => {
    const emails = customers.map(({ email }) => email);
    expect(emails.filter((email) => !email.endsWith('.example'))).toEqual([]);
    expect(new Set(emails).size).toBe(emails.length);
  });

  it('gives businesses in the EU, and only them, a VAT id in the shape of their country', () => {
    for (const { taxId, billingAddress } of customers) {
      expect(taxId ?? '').toMatch(vatIds[billingAddress.country] ?? /^$/);
    }
  });

  it('writes to customers in a language of their country', () => {
    const languageOf = new Map(customers.map(({ id, language }) => [id, language]));
    expect(languageOf.get('ANATR')).toBe('es');
    expect(languageOf.get('OCEAN')).toBe('es');
    expect(languageOf.get('VINET')).toBe('fr');
    expect(languageOf.get('SUPRD')).toBe('fr');
    expect(languageOf.get('ERNSH')).toBe('de');
    expect(languageOf.get('HUNGO')).toBe('en');
  });

  it('asks for more than the stock, and some customers for more than their credit, so that the demo shows both', () => {
    const wanted = new Map<string, number>();
    for (const { sku, quantity } of orders.flatMap(({ lines }) => lines)) {
      wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
    }
    expect(products.filter(({ sku, stock }) => (wanted.get(sku) ?? 0) > stock).length).toBeGreaterThan(10);
    // The demo pays only when all is shipped: the orders of a customer add up.
    const owed = new Map<string, number>();
    for (const { customer, lines } of orders) {
      const net = lines.map((line) => (line.quantity * line.unitPrice * (100 - line.discountPercent)) / 100);
      owed.set(
        customer,
        net.reduce((sum, amount) => sum + amount, owed.get(customer) ?? 0),
      );
    }
    const over = customers.filter(({ id, creditLimit }) => (owed.get(id) ?? 0) > creditLimit);
    expect(over.length).toBeGreaterThan(0);
  });
});
