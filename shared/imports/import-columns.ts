import { type Column, columnsOf } from '../csv/columns.ts';
import { CustomerInput } from '../customers/customer.ts';
import { BadInput, type Finding } from '../errors.ts';
import { OrderInput } from '../orders/order.ts';
import { ProductInput } from '../products/product.ts';
import type { ImportKind } from './import.ts';

export const productColumns = columnsOf(ProductInput).map((column) =>
  column.name === 'sku' ? { ...column, required: true } : column,
);
export const customerColumns = columnsOf(CustomerInput);
/** An order is as many rows as it has lines; what is said once is read from its first row. */
export const orderHeadColumns = columnsOf(OrderInput.omit({ lines: true }));
export const orderLineColumns = columnsOf(OrderInput.shape.lines.element);

const columnsOfKind: Record<ImportKind, readonly Column[]> = {
  products: productColumns,
  customers: customerColumns,
  orders: [...orderHeadColumns, ...orderLineColumns],
};

/**
 * An order may name its customer by the key the customers were imported with: `customer.ref` where `ref` was that
 * column. Answers `ref`.
 */
export const customerKeyIn = (names: readonly string[]): string | undefined => {
  const name = names.find((one) => /^customer\..{1,64}$/.test(one));
  return name?.slice('customer.'.length);
};

/** The column that makes a row recognisable unless the caller names another. */
export const defaultKey: Partial<Record<ImportKind, string>> = { products: 'sku' };

const finding = (path: string, code: string, message: string): Finding => ({ path, code, message });

const twice = (names: readonly string[]): Finding[] =>
  [...new Set(names.filter((name, at) => names.indexOf(name) !== at))].map((name) =>
    finding(name, 'duplicate_column', `There are two columns "${name}".`),
  );

/** Whether a required column is there, be it by another way. */
const isThere = (column: Column, names: readonly string[]): boolean =>
  names.includes(column.name) || (column.name === 'customerId' && customerKeyIn(names) !== undefined);

/** 400 with every column that is missing, unknown or there twice. */
export const checkNames = (kind: ImportKind, names: readonly string[], key: string): void => {
  const columns = columnsOfKind[kind];
  const known = (name: string): boolean =>
    name === key ||
    columns.some((column) => column.name === name) ||
    (kind === 'orders' && customerKeyIn([name]) !== undefined);
  const findings = [
    ...twice(names),
    ...names
      .filter((name) => !known(name))
      .map((name) => finding(name, 'unknown_column', `There is no column "${name}" here. Remove it or correct it.`)),
    ...columns
      .filter((column) => column.required && !isThere(column, names))
      .map((column) => finding(column.name, 'missing_column', `The column "${column.name}" is missing.`)),
    ...(names.includes(key) ? [] : [finding(key, 'missing_column', `The key column "${key}" is missing.`)]),
  ];
  if (findings.length === 0) return;
  const columnsNamed = findings.map(({ path }) => path).join(', ');
  throw new BadInput('invalid_request', `The line of names is not right: see ${columnsNamed}.`, findings);
};
