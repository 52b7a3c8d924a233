import type { Call } from '../call.ts';
import { badField } from '../http/problem.ts';
import type { OrderState, StoredLine } from '../orders/order.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { findStocks, moveStock } from '../stock/stock-store.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import { Unprocessable } from '../errors.ts';
import { Fulfillment, type PickInput, type StoredFulfillment } from './fulfillment.ts';
import { fulfillmentFacts, fulfillmentSubject, loadFulfillment, moved, saveFulfillment } from './fulfillment-store.ts';

/** Missing pieces per line: what the pick list asks for and the picker did not find. */
const missingPieces = (fulfillment: StoredFulfillment, input: PickInput): Map<string, number> => {
  const missing = new Map<string, number>();
  for (const [index, { lineId, quantity }] of (input.lines ?? []).entries()) {
    const line = fulfillment.lines.find((one) => one.lineId === lineId);
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

/** More short lines than this in one pick would not fit into one transaction. */
const maxShortLines = 30;

/** Takes the missing pieces off the line's reservation for this fulfillment; the line waits for stock again. */
const withoutMissing = (line: StoredLine, quantity: number, fulfillmentId: string): StoredLine => {
  const reservations = line.reservations.flatMap((one) => {
    if (one.fulfillmentId !== fulfillmentId) return [one];
    return one.quantity > quantity ? [{ ...one, quantity: one.quantity - quantity }] : [];
  });
  return { ...line, reservations, reserved: line.reserved - quantity, waiting: line.stockTracked };
};

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
    work.put({ ...keys.waiting(stock.sku, order.header.placedAt, orderId), orderId }, 'any');
  }
};

const pickShort = async (
  work: Work,
  before: StoredFulfillment,
  missing: Map<string, number>,
  call: Call,
): Promise<StoredFulfillment> => {
  const order = await loadOrder(before.orderId, call);
  await bookOutMissing(work, order, before, missing);
  const lines = before.lines
    .map((line) => ({ ...line, quantity: line.quantity - (missing.get(line.lineId) ?? 0) }))
    .filter((line) => line.quantity > 0);
  const draft: StoredFulfillment = { ...before, status: lines.length > 0 ? 'picked' : 'cancelled', lines };
  const header = { ...order.header };
  if (draft.status === 'cancelled') {
    header.openFulfillments = Object.fromEntries(
      Object.entries(header.openFulfillments).filter(([, id]) => id !== before.id),
    );
  }
  const orderLines = order.lines.map((line) => {
    const quantity = missing.get(line.lineId);
    return quantity === undefined ? line : withoutMissing(line, quantity, before.id);
  });
  saveOrder(work, { before: order, draft: { header, lines: orderLines }, call, why: 'short_pick' });
  return draft;
};

/**
 * Picks a pick list, whole or short. Missing pieces are booked out of stock and backordered in the same transaction; a
 * pick that finds nothing at all cancels the list.
 */
export const pickFulfillment = (id: string, input: PickInput, call: Call): Promise<Fulfillment> =>
  deciding(async () => {
    const before = await loadFulfillment(id, call);
    const picked = moved(before, 'picked');
    const missing = missingPieces(before, input);
    if (missing.size > maxShortLines) {
      throw new Unprocessable(
        'too_many_short_lines',
        `A pick can be short on at most ${maxShortLines} lines; count the stock instead.`,
      );
    }
    const work = new Work(call);
    const draft = missing.size === 0 ? picked : await pickShort(work, before, missing, call);
    const type = draft.status === 'cancelled' ? 'fulfillment.cancelled' : 'fulfillment.picked';
    work.raise(fulfillmentSubject(draft), type, fulfillmentFacts(draft));
    const answer = Fulfillment.parse(saveFulfillment(work, before, draft, call));
    work.answer(200, answer);
    await work.commit();
    return answer;
  });
