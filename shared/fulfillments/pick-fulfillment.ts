import type { Call } from '../call.ts';
import { badField } from '../http/problem.ts';
import { giveBack, openListsWithout } from '../orders/give-back.ts';
import type { OrderState } from '../orders/order.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { findStocks, moveStock } from '../stock/stock-store.ts';
import { deciding, Work } from '../table/work.ts';
import { Fulfillment, type PickInput, type StoredFulfillment, withoutPieces } from './fulfillment.ts';
import { fulfillmentFacts, fulfillmentSubject, loadFulfillment, moved, saveFulfillment } from './fulfillment-store.ts';

/** Missing pieces per line: what the pick list asks for and the picker did not find. */
const missingPieces = (fulfillment: StoredFulfillment, input: PickInput): Map<string, number> => {
  const missing = new Map<string, number>();
  for (const [index, { lineId, quantity }] of (input.lines ?? []).entries()) {
    const line = fulfillment.lines.find((one) => one.lineId === lineId);
    // None of a line that is not there: also what a repeated short pick says of a line it has taken off already.
    if (!line && quantity === 0) continue;
    if (!line)
      throw badField(`lines[${index}].lineId`, 'unknown_line', `There is no line ${lineId} on this pick list.`);
    if (missing.has(lineId))
      throw badField(`lines[${index}].lineId`, 'duplicate_line', `Line ${lineId} is named twice.`);
    if (quantity > line.quantity)
      throw badField(
        `lines[${index}].quantity`,
        'too_big',
        `Only ${line.quantity} of line ${lineId} are to be picked.`,
      );
    missing.set(lineId, line.quantity - quantity);
  }
  return new Map([...missing].filter(([, quantity]) => quantity > 0));
};

/** Short lines per transaction: each is a stock row, its movement and an entry in the queue of its sku. */
const shortLinesPerStep = 20;

const bookOutMissing = async (
  work: Work,
  order: OrderState,
  fulfillment: StoredFulfillment,
  missing: Map<string, number>,
): Promise<void> => {
  const tracked = order.lines.filter((line) => line.stockTracked && missing.has(line.lineId));
  const stocks = await findStocks([...new Set(tracked.map((line) => line.sku))], [fulfillment.warehouse]);
  for (const stock of stocks) {
    const quantity = tracked
      .filter((line) => line.sku === stock.sku)
      .reduce((sum, line) => sum + (missing.get(line.lineId) ?? 0), 0);
    const { id: fulfillmentId, orderId, warehouse } = fulfillment;
    moveStock(work, stock, {
      sku: stock.sku,
      warehouse,
      quantity: -quantity,
      reserved: -quantity,
      reason: 'short_pick',
      orderId,
      fulfillmentId,
    });
  }
};

/** Takes missing pieces off list, order and stock. The list is picked then, or cancelled when nothing is left of it. */
const pickShort = async (
  work: Work,
  before: StoredFulfillment,
  missing: Map<string, number>,
  call: Call,
): Promise<StoredFulfillment> => {
  const order = await loadOrder(before.orderId, call);
  await bookOutMissing(work, order, before, missing);
  const draft = withoutPieces({ ...before, status: 'picked' }, missing);
  const header = { ...order.header };
  if (draft.status === 'cancelled') header.openFulfillments = openListsWithout(header, before.id);
  const list = { warehouse: before.warehouse, fulfillmentId: before.id };
  const orderLines = order.lines.map((line) => {
    const quantity = missing.get(line.lineId);
    return quantity === undefined ? line : { ...giveBack(line, quantity, list), waiting: line.stockTracked };
  });
  saveOrder(work, { before: order, draft: { header, lines: orderLines }, call, why: 'short_pick' });
  return draft;
};

/** One transaction of a pick. Undefined when more missing lines are left: the list stays pending until the last of them. */
const pickStep = async (id: string, input: PickInput, call: Call): Promise<Fulfillment | undefined> => {
  const before = await loadFulfillment(id, call);
  const picked = moved(before, 'picked');
  const missing = [...missingPieces(before, input)];
  const step = new Map(missing.slice(0, shortLinesPerStep));
  const work = new Work(call);
  const draft = step.size === 0 ? picked : await pickShort(work, before, step, call);
  if (step.size < missing.length) {
    saveFulfillment(work, before, { ...draft, status: before.status }, call);
    await work.commit();
    return undefined;
  }
  const type = draft.status === 'cancelled' ? 'fulfillment.cancelled' : 'fulfillment.picked';
  work.raise(fulfillmentSubject(draft), type, fulfillmentFacts(draft));
  const answer = Fulfillment.parse(saveFulfillment(work, before, draft, call));
  work.answer(200, answer);
  await work.commit();
  return answer;
};

/**
 * Picks a pick list, whole or short. Missing pieces are booked out of stock and backordered with it, twenty lines a
 * transaction; a pick that finds nothing at all cancels the list.
 */
export const pickFulfillment = async (id: string, input: PickInput, call: Call): Promise<Fulfillment> => {
  for (;;) {
    const answer = await deciding(() => pickStep(id, input, call));
    if (answer) return answer;
  }
};
