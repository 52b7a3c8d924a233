import { callBy } from '../../shared/call.ts';
import { finishShipping } from '../../shared/fulfillments/ship-fulfillment.ts';
import { runImport } from '../../shared/imports/run-import.ts';
import { eachByItself } from '../../shared/each-by-itself.ts';
import { onSchedule } from '../../shared/on-schedule.ts';
import { nudgeOrder } from '../../shared/orders/lifecycle.ts';
import { finishErasure } from '../../shared/privacy/erase-customer.ts';
import { findHeldIds, reassessAfterHold } from '../../shared/orders/reassess-held-orders.ts';
import { reserveBackorders } from '../../shared/orders/reserve-backorders.ts';
import { finishAllocations } from '../../shared/payments/record-payment.ts';
import { creditReturn } from '../../shared/returns/credit-return.ts';
import { skusWaitedFor } from '../../shared/stock/waiting-queue.ts';
import { dueUntil } from '../../shared/table/due.ts';

const failure = { message: 'Unfinished work could not be resumed', field: 'id' } as const;

const callFor = (what: string) => callBy({ actor: 'resume-interrupted-work', correlationId: what });

/** Goes on with one piece of work, by the kind of its id. */
const resume = async (id: string): Promise<void> => {
  const call = callFor(id);
  if (id.startsWith('ful_')) await finishShipping(id, call);
  else if (id.startsWith('pay_')) await finishAllocations(id, call);
  else if (id.startsWith('imp_')) await runImport(id, call);
  else if (id.startsWith('cus_')) await finishErasure(id, call);
  else if (id.startsWith('ret_')) await creditReturn(id, call);
  else if (id.startsWith('ord_')) await nudgeOrder(id, call);
  else throw new Error(`Unfinished work of an unknown kind: ${id}`);
};

/**
 * Hourly: finds what a crash left unfinished (an order that should have moved, a shipping or a payment half booked) and
 * goes on with it; then gives pieces that arrived unnoticed to the orders that wait for them, and lets held orders go on
 * that credit has room for. Everything it calls is repeat-safe.
 */
export const handler = onSchedule('sweep', async (asOf) => {
  const ids: string[] = [];
  for await (const page of dueUntil('unfinished', asOf)) ids.push(...page);
  const skus = await skusWaitedFor();
  const held = await findHeldIds();
  const failed =
    (await eachByItself(ids, failure, resume)) +
    (await eachByItself(skus, failure, (sku) => reserveBackorders(sku, callFor(`waiting-${sku}`)))) +
    (await eachByItself(held, failure, (id) => reassessAfterHold(id, callFor(id))));
  if (failed > 0) throw new Error(`${failed} of ${ids.length + skus.length + held.length} could not be resumed.`);
  return { unfinished: ids.length, skusWaitedFor: skus.length, held: held.length };
});
