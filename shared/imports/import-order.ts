import { fromCells, type Part } from '../csv/from-cells.ts';
import { CobroError, Conflict, Unprocessable } from '../errors.ts';
import { badInput } from '../http/problem.ts';
import { canonicalJson, storedAnswer } from '../http/repeat.ts';
import { nowIso } from '../clock.ts';
import { OrderInput } from '../orders/order.ts';
import { placeOrder } from '../orders/place-order.ts';
import { customerKeyIn, orderHeadColumns, orderLineColumns } from './import-columns.ts';
import type { Importing, Outcome, Unit } from './import-unit.ts';
import { isSince, once, originOf } from './once.ts';
import * as z from 'zod';

const Customer = z.object({ id: z.string() });

/** The customer a row names by the key it was imported with. 422 `unknown_customer` when none was. */
const customerOf = async (column: string, value: string): Promise<string> => {
  const stored =
    value === '' ? undefined : await storedAnswer(originOf('customers', column, value, 'customer'), nowIso());
  if (stored && stored.begun === undefined) return Customer.parse(JSON.parse(stored.body)).id;
  throw new Unprocessable('unknown_customer', `No customer was imported with the ${column} "${value}".`);
};

const inputOf = async (unit: Unit, names: readonly string[]): Promise<OrderInput> => {
  const lines = Array.from({ length: unit.size }, (_, at) =>
    fromCells(orderLineColumns, (name) => unit.text(name, at)),
  );
  const order: Part = { channel: 'sales', ...fromCells(orderHeadColumns, unit.text), lines };
  const column = customerKeyIn(names);
  if (column !== undefined && order['customerId'] === undefined) {
    order['customerId'] = await customerOf(column, unit.text(`customer.${column}`));
  }
  const parsed = OrderInput.safeParse(order);
  if (!parsed.success) throw badInput(parsed.error, 'body');
  return parsed.data;
};

/** Another content under a key that an order was imported with: orders are not changed by import. */
const asChanged = (error: unknown): unknown =>
  error instanceof CobroError && error.code === 'idempotency_key_reused'
    ? new Conflict('already_imported', 'An order with this key was imported before, with other content.')
    : error;

/** Places the order of these rows, unless an order was placed by the same key before. */
export const importOrder = async (unit: Unit, importing: Importing): Promise<Outcome> => {
  const input = await inputOf(unit, importing.names);
  const origin = originOf('orders', importing.state.key, unit.key, canonicalJson(input));
  try {
    const { id, repeated } = await once(importing, origin, async (call) => {
      const order = await placeOrder(input, importing.state.mayOverride, call);
      return { id: order.id, status: 201 };
    });
    return { result: repeated && !isSince(id, importing) ? 'unchanged' : 'created', id };
  } catch (error) {
    throw asChanged(error);
  }
};
