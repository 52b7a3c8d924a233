import { callBy } from '../../shared/call.ts';
import { finishShipping } from '../../shared/fulfillments/ship-fulfillment.ts';
import { runImport } from '../../shared/imports/run-import.ts';
import { logger } from '../../shared/logger.ts';
import { onSchedule } from '../../shared/on-schedule.ts';
import { nudgeOrder } from '../../shared/orders/lifecycle.ts';
import { finishErasure } from '../../shared/privacy/erase-customer.ts';
import { findHeldIds, reassessAfterHold } from '../../shared/orders/reassess-held-orders.ts';
import { reserveBackorders } from '../../shared/orders/reserve-backorders.ts';
import { finishAllocations } from '../../shared/payments/record-payment.ts';
import { creditReturn } from '../../shared/returns/credit-return.ts';
import { skusWaitedFor } from '../../shared/stock/waiting-queue.ts';
import { indexKeys } from '../../shared/table/table-map.ts';
import { queryAllRows } from '../../shared/table/table.ts';

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

/** Does it for each; one that fails does not keep the others waiting. Answers how many failed. */
const forEach = async (names: readonly string[], work: (name: string) => Promise<void>): Promise<number> => {
  let failed = 0;
  for (const name of names) {
    try {
      await work(name);
    } catch (error) {
      failed += 1;
      logger.error('Unfinished work could not be resumed', {
        id: name,
        error: error instanceof Error ? error : String(error),
      });
    }
  }
  return failed;
};

/**
 * Hourly: finds what a crash left unfinished (an order that should have moved, a shipping or a payment half booked) and
 * goes on with it; then gives pieces that arrived unnoticed to the orders that wait for them, and lets held orders go on
 * that credit has room for. Everything it calls is repeat-safe.
 */
export const handler = onSchedule('sweep', async (asOf) => {
  const rows = await queryAllRows({ index: 'due', pk: 'unfinished', between: ['0', asOf] });
  const ids = rows.map((row) => {
    const due = String(row[indexKeys('due').sk]);
    return due.slice(due.indexOf('#') + 1);
  });
  const skus = await skusWaitedFor();
  const held = await findHeldIds();
  const failed =
    (await forEach(ids, resume)) +
    (await forEach(skus, (sku) => reserveBackorders(sku, callFor(`waiting-${sku}`)))) +
    (await forEach(held, (id) => reassessAfterHold(id, callFor(id))));
  if (failed > 0) throw new Error(`${failed} of ${ids.length + skus.length + held.length} could not be resumed.`);
  return { unfinished: ids.length, skusWaitedFor: skus.length, held: held.length };
});
