import { callBy, type Call } from '../call.ts';
import { dateIn, daysBetween } from '../dates.ts';
import { eachByItself } from '../each-by-itself.ts';
import { env } from '../env.ts';
import { Conflict } from '../errors.ts';
import { dueUntil } from '../table/due.ts';
import { deciding, RepeatRaceLost, Work } from '../table/work.ts';
import type { ExpiryRule } from './cancellation.ts';
import { cancelOrder } from './cancel-order.ts';
import { endRelease } from './end-release.ts';
import { loadOrder, orderFacts, orderSubject, saveOrder } from './order-store.ts';
import { shippableSince, unshippedPieces, watchedOrders, watchesDue, type WatchStep } from './watch.ts';

const reasons: Readonly<Record<ExpiryRule, string>> = {
  expired: 'Not shipped for longer than orders are kept.',
  hold_expired: 'Held by credit for longer than its prices are kept.',
};

/** Records that it is late, or not shipped for long: those who tell people of it follow the events. */
const record = (orderId: string, day: string, call: Call): Promise<WatchStep[]> =>
  deciding(async () => {
    const before = await loadOrder(orderId, call);
    const steps = watchesDue(before.header, call.tenant, day).filter((step) => step === 'late' || step === 'remind');
    if (steps.length === 0) return [];
    const header = { ...before.header };
    const { requestedDeliveryDate: requestedFor } = header;
    const facts = { ...orderFacts(header), unshipped: unshippedPieces(header) };
    const work = new Work(call);
    if (steps.includes('late') && requestedFor !== undefined) {
      header.lateFor = requestedFor;
      work.raise(orderSubject(header), 'order.late', { ...facts, requestedFor });
    }
    if (steps.includes('remind')) {
      const since = shippableSince(header, call.tenant);
      header.unshippedFor = since;
      work.raise(orderSubject(header), 'order.unshipped', { ...facts, since, days: daysBetween(since, day) });
    }
    saveOrder(work, { before, draft: { header, lines: before.lines }, call });
    await work.commit();
    return steps;
  });

/** Cancels what has not shipped, if that is still due when it is done. False when others were faster. */
const expire = async (orderId: string, rule: ExpiryRule, day: string, call: Call): Promise<boolean> => {
  try {
    const onlyIf: NonNullable<Parameters<typeof cancelOrder>[1]['onlyIf']> = (header) =>
      watchesDue(header, call.tenant, day).includes(rule);
    await cancelOrder(orderId, { reason: reasons[rule], expiry: rule, onlyIf }, call);
    return true;
  } catch (error) {
    // Shipped, approved or cancelled at this very moment; what is left of it is looked at again tomorrow.
    if (error instanceof Conflict && (error.code === 'not_cancellable' || error.code === 'wrong_status')) return false;
    // Another run ended the cancellation that both went on with.
    if (error instanceof RepeatRaceLost) return false;
    throw error;
  }
};

/** Does what a day demands of an order. An order that ends is not reminded of first. */
const watchOrder = async (orderId: string, day: string, call: Call): Promise<WatchStep[]> => {
  const { header } = await loadOrder(orderId, call);
  const due = watchesDue(header, call.tenant, day);
  const rule = due.find((step) => step === 'hold_expired' || step === 'expired');
  const ended = due.includes('release_expired') && (await endRelease(orderId, day, call));
  if (rule === undefined)
    return [...(ended ? (['release_expired'] as const) : []), ...(await record(orderId, day, call))];
  return (await expire(orderId, rule, day, call)) ? [rule] : [];
};

/**
 * One run for the day of `asOf`: pages through the orders of which something has fallen due. What is done leaves the index,
 * so that a run that was cut off, or is started twice, goes on where something is left. One order that fails does not keep
 * the others waiting; the run then fails at its end and is tried again.
 */
export const watchOrders = async (asOf: string) => {
  const day = dateIn(env().TENANT.timeZone, asOf);
  const result = { looked: 0, late: 0, reminded: 0, expired: 0 };
  const failure = { message: 'An order that is due could not be looked after', field: 'orderId' } as const;
  let failed = 0;
  for await (const ids of dueUntil(watchedOrders, `${day}~`)) {
    result.looked += ids.length;
    failed += await eachByItself(ids, failure, async (orderId) => {
      const call = callBy({ actor: 'watch-orders', correlationId: `watch-orders-${day}` });
      const done = await watchOrder(orderId, day, call);
      if (done.includes('late')) result.late += 1;
      if (done.includes('remind')) result.reminded += 1;
      if (done.includes('expired') || done.includes('hold_expired')) result.expired += 1;
    });
  }
  if (failed > 0) throw new Error(`${failed} of ${result.looked} orders could not be looked after.`);
  return result;
};
