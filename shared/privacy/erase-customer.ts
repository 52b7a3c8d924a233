import type { Call } from '../call.ts';
import { machineMs } from '../clock.ts';
import { loadCredit } from '../credit/credit-store.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { customerSubject, loadCustomer, saveCustomer } from '../customers/customer-store.ts';
import { Conflict } from '../errors.ts';
import { StoredOrder } from '../orders/order.ts';
import { isReturnEnded } from '../returns/return.ts';
import { findReturns } from '../returns/return-store.ts';
import { indexed, indexKeys, keys } from '../table/table-map.ts';
import { getRows, queryAllRows } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { eraseAnswers } from './erase-answers.ts';
import { eraseImportedRows } from './erase-imports.ts';
import { eraseOrder, isEnded } from './erase-order.ts';
import { erasePayment } from './erase-payment.ts';
import { eraseScore } from './erase-score.ts';
import { Erasure, type ErasureInput } from './erasure.ts';
import { erasedProfile, type Mask, maskOf } from './pseudonyms.ts';

/** A request answers within this long (ms); what is left by then the hourly sweep or the next request does. */
const patienceMs = 15_000;
/** The sweep has minutes. */
const sweepPatienceMs = 200_000;

const openBusiness = (what: string): Conflict =>
  new Conflict('customer_has_open_business', `${what}: the data are still needed.`);

const idsOf = async (customerId: string, kind: 'order' | 'payment'): Promise<string[]> => {
  const { ownerPk: pk } = indexed.owner(`customer#${customerId}`, kind, '');
  const rows = await queryAllRows({ index: 'owner', pk });
  return rows.map((row) => String(row[indexKeys('owner').sk]));
};

const ordersOf = async (customerId: string): Promise<StoredOrder[]> => {
  const ids = await idsOf(customerId, 'order');
  return (await getRows(ids.map((id) => keys.order(id)))).map((row) => StoredOrder.parse(row));
};

/** Throws 409 while an order or a return of one is open. */
const requireEnded = async (orders: readonly StoredOrder[], call: Call): Promise<void> => {
  const open = orders.find((order) => !isEnded(order));
  if (open) throw openBusiness(`Order ${open.number} is ${open.status}`);
  const returns = await findReturns(
    orders.flatMap(({ returnIds }) => returnIds),
    call,
  );
  const coming = returns.find(({ status, toCredit }) => !isReturnEnded(status) || toCredit.length > 0);
  if (coming) throw openBusiness(`Return ${coming.id} is ${coming.status}`);
};

/**
 * Blocks orders and changes of the customer from here on. The credit is where orders are placed against: its condition
 * and the exposure at zero make sure that none came in between.
 */
const begin = (id: string, { reason }: ErasureInput, call: Call): Promise<{ customer: StoredCustomer; call: Call }> =>
  deciding(async () => {
    const before = await loadCustomer(id, call);
    if (before.erasure) return { customer: before, call };
    const credit = await loadCredit(id);
    if (credit.receivables !== 0 || credit.unapplied !== 0) throw openBusiness('Money is due');
    if (credit.openOrders !== 0) throw openBusiness('Orders are open');
    await requireEnded(await ordersOf(id), call);
    const erasure = { begunAt: call.at, reason: maskOf(before)(reason) };
    const customer = { ...before, erasure, version: before.version + 1 };
    const work = new Work(call);
    work.raise(customerSubject(customer), 'customer.updated', { customerId: id, changed: ['erasure'] });
    saveCustomer(work, before, customer);
    work.update({
      key: keys.credit(id),
      set: { erasedAt: call.at },
      add: { version: 1 },
      when: [
        { attribute: 'version', is: '=', value: credit.version },
        ...['receivables', 'unapplied', 'openOrders'].map((attribute) => ({ attribute, is: '=' as const, value: 0 })),
      ],
    });
    work.begin(id);
    await work.commit();
    // What was begun under the key is finished under it.
    return { customer, call: { ...call, repeat: call.repeat && { ...call.repeat, begun: id } } };
  });

/** Takes the block back: an order slipped in before it. */
const takeBack = (id: string, call: Call): Promise<void> =>
  deciding(async () => {
    const { erasure: _erasure, ...before } = await loadCustomer(id, call);
    const customer = { ...before, version: before.version + 1 };
    const { version } = await loadCredit(id);
    const work = new Work(call);
    work.raise(customerSubject(customer), 'customer.updated', { customerId: id, changed: ['erasure'] });
    saveCustomer(work, before, customer);
    work.update({
      key: keys.credit(id),
      remove: ['erasedAt'],
      add: { version: 1 },
      when: [{ attribute: 'version', is: '=', value: version }],
    });
    await work.commit();
  });

/** Everything about the person but the profile. False when the time was over before the end. */
const eraseAround = async (
  { id, mask, endMs }: { id: string; mask: Mask; endMs: number },
  orders: readonly StoredOrder[],
  call: Call,
): Promise<boolean> => {
  const steps = [
    ...orders.map((order) => () => eraseOrder(order, mask, call)),
    ...(await idsOf(id, 'payment')).map((paymentId) => () => erasePayment(paymentId, mask, call)),
    () => eraseScore(id, call),
    () => eraseImportedRows(id, mask, call),
    () => eraseAnswers([keys.customer(id).pk], mask, call),
  ];
  for (const step of steps) {
    if (machineMs() > endMs) return false;
    await step();
  }
  return true;
};

const present = ({ id: customerId, erasure, erasedAt }: StoredCustomer): Erasure =>
  Erasure.parse({ customerId, status: erasedAt === undefined ? 'erasing' : 'erased', ...erasure, erasedAt });

/** The profile comes last: until then its texts say what to look for. */
const finish = (id: string, call: Call): Promise<Erasure> =>
  deciding(async () => {
    const before = await loadCustomer(id, call);
    const work = new Work(call);
    let customer = before;
    if (before.erasedAt === undefined) {
      customer = { ...erasedProfile(before, call.at), version: before.version + 1 };
      work.raise(customerSubject(customer), 'customer.erased', { customerId: id });
      saveCustomer(work, before, customer);
    }
    const answer = present(customer);
    work.answer(200, answer);
    await work.commit();
    return answer;
  });

const goOn = async (customer: StoredCustomer, patience: number, call: Call): Promise<Erasure> => {
  const { id } = customer;
  const orders = await ordersOf(id);
  if (customer.erasedAt === undefined && !orders.every(isEnded)) {
    await takeBack(id, call);
    await requireEnded(orders, call);
  }
  const isDone = await eraseAround({ id, mask: maskOf(customer), endMs: machineMs() + patience }, orders, call);
  return isDone ? finish(id, call) : present(customer);
};

/**
 * Erases a person: profile, addresses, notes and free texts of orders and shipments, payers, credit scores, traces of mails and
 * the answers kept for repeats. Issued invoices stay as the law wants them, and so does everything that counts money or
 * stock. 409 `customer_has_open_business` while orders are open or money is due either way. In steps that may be cut off
 * anywhere and begun again; a repeat looks at everything once more.
 */
export const eraseCustomer = async (id: string, input: ErasureInput, call: Call): Promise<Erasure> => {
  const { customer, call: begun } = await begin(id, input, call);
  return goOn(customer, patienceMs, begun);
};

/** Goes on with an erasure that was interrupted. */
export const finishErasure = async (id: string, call: Call): Promise<void> => {
  const customer = await loadCustomer(id, call);
  if (customer.erasure && customer.erasedAt === undefined) await goOn(customer, sweepPatienceMs, call);
};
