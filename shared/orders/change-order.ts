import type { Call } from '../call.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { requireVersion } from '../errors.ts';
import { changedFields } from '../events/changed-fields.ts';
import { badField } from '../http/problem.ts';
import { deciding, Work } from '../table/work.ts';
import { assessChange, type Assessment, isHeldBy } from './assess-change.ts';
import { finishGivingBack, holdOrder } from './hold-order.ts';
import type { Order, OrderState, StoredOrder } from './order.ts';
import type { OrderPatch } from './order-change.ts';
import { loadOrder, orderSubject, presentOrder, saveOrder } from './order-store.ts';
import { totalsOf } from './price-order.ts';
import { repriceLines } from './reprice-order.ts';
import { holdStill, requireUnpicked, takeOffLists } from './unpicked.ts';

const checkPatch = ({ requestedDeliveryDate: date }: OrderPatch, call: Call): void => {
  if (date !== undefined && date !== null && date < call.today)
    throw badField('requestedDeliveryDate', 'in_the_past', 'The requested delivery date has passed.');
};

const patched = (header: StoredOrder, patch: OrderPatch): StoredOrder => ({
  ...header,
  shippingAddress: patch.shippingAddress ?? header.shippingAddress,
  note: patch.note === undefined ? header.note : (patch.note ?? undefined),
  requestedDeliveryDate:
    patch.requestedDeliveryDate === undefined
      ? header.requestedDeliveryDate
      : (patch.requestedDeliveryDate ?? undefined),
});

/** The order with its new header; another country of destination taxes the lines anew. */
const taxedAnew = async (before: OrderState, header: StoredOrder, call: Call): Promise<OrderState> => {
  const { country } = header.shippingAddress;
  if (country === before.header.shippingAddress.country) return { header, lines: before.lines };
  const { taxId: buyerTaxId } = await loadCustomer(header.customerId, call);
  const lines = repriceLines(before.lines, { country, buyerTaxId, call });
  return { header: { ...header, totals: totalsOf(lines) }, lines };
};

/** What credit says of the changed lines; without a change of them there is nothing to ask. */
const assessed = async (before: OrderState, { lines }: OrderState, call: Call): Promise<Assessment> =>
  lines === before.lines ? { decision: before.header.credit } : assessChange(before, lines, call);

const changeOnce = async (
  orderId: string,
  { patch, ifMatch }: { patch: OrderPatch; ifMatch: number | undefined },
  call: Call,
): Promise<OrderState> => {
  const before = await loadOrder(orderId, call);
  requireVersion(before.header.version, ifMatch);
  const lists = await requireUnpicked(before, call);
  const after = await taxedAnew(before, patched(before.header, patch), call);
  const changed = changedFields({ ...before.header, lines: before.lines }, { ...after.header, lines: after.lines });
  if (changed.length === 0) return before;
  const { decision: credit, grounds } = await assessed(before, after, call);
  const work = new Work(call);
  let draft: OrderState = { header: { ...after.header, credit }, lines: after.lines };
  const isHeld = isHeldBy(credit, before);
  if (isHeld) draft = takeOffLists(work, draft, lists, call);
  else holdStill(work, lists);
  work.raise(orderSubject(draft.header), 'order.changed', { orderId, customerId: after.header.customerId, changed });
  if (isHeld) draft = holdOrder(work, draft, credit);
  const saved = saveOrder(work, { before, draft, call, why: 'changed', grounds });
  work.answer(200, presentOrder(saved));
  await work.commit();
  return saved;
};

/**
 * Changes address, note or requested date of an order until it is picked. Another country of destination taxes its lines
 * anew at the same prices, and credit decides on the new gross. 409 `wrong_status` once something was picked or has
 * left, 412 `stale_version`, 400 for a date in the past.
 */
export const changeOrder = async (
  orderId: string,
  patch: OrderPatch,
  ifMatch: number | undefined,
  call: Call,
): Promise<Order> => {
  checkPatch(patch, call);
  const order = await deciding(() => changeOnce(orderId, { patch, ifMatch }, call));
  if (order.header.givingBack) await finishGivingBack(orderId, call);
  return presentOrder(order);
};
