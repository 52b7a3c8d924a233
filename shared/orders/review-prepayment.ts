import type { Call } from '../call.ts';
import type { CreditDecision } from '../credit/credit.ts';
import { loadCredit } from '../credit/credit-store.ts';
import { decidePrepaid, prepaid, prepaymentMissing } from '../credit/prepayment.ts';
import type { StoredFulfillment } from '../fulfillments/fulfillment.ts';
import { formatMoney } from '../money/format-money.ts';
import { deciding, Work } from '../table/work.ts';
import { finishGivingBack, holdOrder } from './hold-order.ts';
import type { OrderState, OrderStatus } from './order.ts';
import { orderGross } from './order-status.ts';
import { findOrder, findOrderHeader, saveOrder } from './order-store.ts';
import { type PrepaidMoney, prepaidMoneyOf } from './prepaid-money.ts';
import { findUnpicked, takeOffLists } from './unpicked.ts';

const underWay: readonly OrderStatus[] = ['accepted', 'backordered', 'fulfilling'];

/** Released by its payment, and not by a reviewer, whose word stands. */
const wasReleased = ({ header }: OrderState): boolean =>
  header.credit.decision === 'approved' &&
  header.credit.reasons.some(({ code }) => code === prepaid || code === prepaymentMissing);

/** An order that is to be paid in advance, with what was received for it and the pick lists it could be taken off. */
interface Ground {
  order: OrderState;
  money: PrepaidMoney;
  /** Undefined: something of it is picked or has left. */
  lists: StoredFulfillment[] | undefined;
}

const decide = async ({ order, money, lists }: Ground): Promise<CreditDecision> => {
  const { header, lines } = order;
  const released = wasReleased(order);
  return decidePrepaid({
    gross: orderGross(lines),
    received: money.received,
    // Once released it goes on, whoever is put on hold later.
    hold: released ? 'auto' : (await loadCredit(header.customerId)).hold,
    tooLate: released && lists === undefined,
    show: (amount) => formatMoney(amount, header.currency, 'en'),
  });
};

const reviewOnce = async (orderId: string, call: Call): Promise<void> => {
  const before = await findOrder(orderId, call);
  if (!before?.header.prepayment) return;
  const { header, lines } = before;
  const isHeld = header.status === 'credit_hold';
  if (!isHeld && !(underWay.includes(header.status) && wasReleased(before))) return;
  // The order first: whoever takes a payment meanwhile saves over it, and the rest is insisted on.
  const money = await prepaidMoneyOf(header, call);
  const lists = isHeld ? [] : await findUnpicked(before, call);
  const credit = await decide({ order: before, money, lists });
  if (JSON.stringify(credit) === JSON.stringify(header.credit)) return;
  const work = new Work(call);
  for (const { key, version } of money.grounds) work.require(key, [{ attribute: 'version', is: '=', value: version }]);
  const draft =
    credit.decision === 'held' && !isHeld
      ? holdOrder(work, takeOffLists(work, before, lists ?? [], call), credit)
      : { header: { ...header, credit }, lines };
  saveOrder(work, { before, draft, call, why: credit.reasons[0]?.code });
  await work.commit();
};

/**
 * Looks at an order that is to be paid in advance: releases it once its gross is received, says what is missing until
 * then, and holds it again when a payment is taken back before anything was picked (afterwards it only says so). Decided
 * on payments and invoices as they stand, whatever event led here: repeat-safe in any order.
 */
export const reviewPrepayment = async (orderId: string, call: Call): Promise<void> => {
  const header = await findOrderHeader(orderId);
  if (!header?.prepayment) return;
  await deciding(() => reviewOnce(orderId, call));
  await finishGivingBack(orderId, call);
};
