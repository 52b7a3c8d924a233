import { fromCells } from '../csv/from-cells.ts';
import { changeCustomer } from '../customers/change-customer.ts';
import { createCustomer } from '../customers/create-customer.ts';
import { CustomerInput, CustomerPatch } from '../customers/customer.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { badInput } from '../http/problem.ts';
import { canonicalJson } from '../http/repeat.ts';
import { customerColumns } from './import-columns.ts';
import type { Importing, Outcome, Unit } from './import-unit.ts';
import { importCall, isSince, once, originOf, rowOf } from './once.ts';

/** Changes only what the row has otherwise: an empty cell leaves its field as it is. */
const update = async (id: string, input: CustomerInput, unit: Unit, importing: Importing): Promise<Outcome> => {
  const repeat = rowOf(importing, unit.row);
  const before = await loadCustomer(id, importCall(importing, repeat));
  const now = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(input).filter(
    ([field, value]) => canonicalJson(now.get(field)) !== canonicalJson(value),
  );
  const { repeated } = await once(importing, repeat, async (call) => {
    if (changed.length > 0) await changeCustomer(id, CustomerPatch.parse(Object.fromEntries(changed)), undefined, call);
    return { id, status: 200 };
  });
  return { result: repeated || changed.length > 0 ? 'updated' : 'unchanged', id };
};

/** Creates the customer of a row, or changes the one that came into being by the same key. */
export const importCustomer = async (unit: Unit, importing: Importing): Promise<Outcome> => {
  const parsed = CustomerInput.safeParse(fromCells(customerColumns, unit.text));
  if (!parsed.success) throw badInput(parsed.error, 'body');
  const origin = originOf('customers', importing.state.key, unit.key, 'customer');
  const { id, repeated } = await once(importing, origin, async (call) => {
    const customer = await createCustomer(parsed.data, call);
    return { id: customer.id, status: 201 };
  });
  if (!repeated) return { result: 'created', id };
  const outcome = await update(id, parsed.data, unit, importing);
  return outcome.result === 'unchanged' && isSince(id, importing) ? { result: 'created', id } : outcome;
};
