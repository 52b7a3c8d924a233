import type { Call } from '../call.ts';
import type { CreditDecision } from '../credit/credit.ts';
import { loadCredit } from '../credit/credit-store.ts';
import { decidePrepaid, prepaid, prepaymentMissing } from '../credit/prepayment.ts';
import type { StoredFulfillment } from '../fulfillments/fulfillment.ts';
import { findFulfillments } from '../fulfillments/fulfillment-store.ts';
import { formatMoney } from '../money/format-money.ts';
import { deciding, Work } from '../table/work.ts';
import { holdsSomething, isBegun, letGo } from './hold-again.ts';
import type { OrderState, OrderStatus } from './order.ts';
import { orderGross } from './order-status.ts';
import { findOrder, findOrderHeader, saveOrder } from './order-store.ts';
import { type PrepaidMoney, prepaidMoneyOf } from './prepaid-money.ts';
import { reserveBackorders } from './reserve-backorders.ts';
import { reserveOrder } from './reserve-order.ts';

const underWay: readonly OrderStatus[] = ['accepted', 'backordered', 'fulfilling'];

/** Released by its payment, and not by a reviewer, whose word stands. */
const wasReleased = ({ header }: OrderState): boolean =>
  header.credit.decision === 'approved' &&
  header.credit.reasons.some(({ code }) => code === prepaid || code === prepaymentMissing);

const decide = async (
  order: OrderState,
  { received }: PrepaidMoney,
  lists: readonly StoredFulfillment[],
): Promise<CreditDecision> => {
  const { header, lines } = order;
  const released = wasReleased(order);
  return decidePrepaid({
    gross: orderGross(lines),
    received,
    // Once released it goes on, whoever is put on hold later.
    hold: released ? 'auto' : (await loadCredit(header.customerId)).hold,
    tooLate: released && (header.counts.shipped > 0 || lists.some(isBegun)),
    show: (amount) => formatMoney(amount, header.currency, 'en'),
  });
};

/** What a step found: skus given back, and whether pieces are still to be given back. */
interface Step {
  skus: string[];
  more: boolean;
}
const nothing: Step = { skus: [], more: false };

const reviewStep = async (orderId: string, call: Call): Promise<Step> => {
  const before = await findOrder(orderId, call);
  if (!before?.header.prepayment) return nothing;
  const { header, lines } = before;
  const isHeld = header.status === 'credit_hold';
  if (!isHeld && !(underWay.includes(header.status) && wasReleased(before))) return nothing;
  // The order first: whoever takes a payment meanwhile saves over it, and the rest is insisted on.
  const money = await prepaidMoneyOf(header, call);
  const lists = isHeld ? [] : await findFulfillments(header.fulfillmentIds, call);
  const credit = await decide(before, money, lists);
  const isSame = JSON.stringify(credit) === JSON.stringify(header.credit);
  const holdsPieces = isHeld && lines.some(holdsSomething);
  if (isSame && !holdsPieces) return nothing;
  const work = new Work(call);
  for (const { key, version } of money.grounds) work.insist(key, version);
  const decided: OrderState = { header: { ...header, credit }, lines };
  const holds = credit.decision === 'held' && (!isHeld || holdsPieces);
  const { order, skus } = holds ? letGo(work, decided, lists, call) : { order: decided, skus: [] };
  if (holds) order.header.prepayment = { heldAgain: true };
  const why = credit.reasons[0]?.code;
  const after = saveOrder(work, { before, draft: order, call, why });
  await work.commit();
  return { skus, more: after.header.status === 'credit_hold' && after.lines.some(holdsSomething) };
};

/**
 * Looks at an order that is to be paid in advance: releases it once its gross is received, says what is missing until
 * then, and holds it again when a payment is taken back before anything was picked (afterwards it only says so). Decided
 * on payments and invoices as they stand, whatever event led here: repeat-safe in any order.
 */
export const reviewPrepayment = async (orderId: string, call: Call): Promise<void> => {
  const header = await findOrderHeader(orderId);
  if (!header?.prepayment) return;
  for (;;) {
    const { skus, more } = await deciding(() => reviewStep(orderId, call));
    for (const sku of skus) await reserveBackorders(sku, call);
    if (!more) break;
  }
  // Its lifecycle waits for the warehouse by now and does not reserve a second time.
  const after = await findOrderHeader(orderId);
  if (after?.prepayment?.heldAgain && after.status === 'accepted') await reserveOrder(orderId, call);
};
