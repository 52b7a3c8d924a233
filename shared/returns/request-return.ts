import type { Call } from '../call.ts';
import { Conflict } from '../errors.ts';
import { badField } from '../http/problem.ts';
import { newId } from '../ids.ts';
import { sumOf } from '../money/money.ts';
import type { OrderState, StoredLine } from '../orders/order.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { rememberBucket } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import type { Return, ReturnInput, ReturnLine, StoredReturn } from './return.ts';
import { returnFacts, returnSubject, saveReturn } from './return-store.ts';

/** Pieces of an order line that can still come back: shipped, not returned and not announced. Services never do. */
const returnable = (line: StoredLine): number =>
  line.kind === 'service' ? 0 : line.shipped - line.returned - line.returning;

const linesOf = ({ lines }: OrderState, input: ReturnInput): ReturnLine[] => {
  const named = new Set<string>();
  return input.lines.map(({ lineId, quantity }, at) => {
    const path = `lines[${at}].lineId`;
    const line = lines.find((one) => one.lineId === lineId);
    if (!line) throw badField(path, 'unknown_line', `The order has no line ${lineId}.`);
    if (named.has(lineId)) throw badField(path, 'duplicate_line', `Line ${lineId} is named twice.`);
    named.add(lineId);
    if (quantity > returnable(line)) {
      const detail = `Of line ${lineId} only ${returnable(line)} pieces have shipped and neither come back nor are announced to.`;
      throw new Conflict('not_returnable', detail);
    }
    return { lineId, sku: line.sku, quantity, received: 0, sellable: 0, damaged: 0, credited: 0 };
  });
};

/**
 * Announces that pieces of an order come back. They are held on the order in the same transaction, so that no two returns
 * announce the same piece. 409 `not_returnable` beyond what has shipped.
 */
export const requestReturn = async (orderId: string, input: ReturnInput, call: Call): Promise<Return> => {
  await rememberBucket(keys.bucket('return', monthOf(call.at)));
  return deciding(async () => {
    const before = await loadOrder(orderId, call);
    const lines = linesOf(before, input);
    const { header } = before;
    const draft: StoredReturn = {
      id: newId('ret'),
      orderId,
      customerId: header.customerId,
      status: 'requested',
      reason: input.reason,
      lines,
      receipts: [],
      creditNoteIds: [],
      requestedAt: call.at,
      toCredit: [],
      correlationId: call.correlationId,
      version: 1,
      sequence: 0,
    };
    const work = new Work(call);
    const pieces = sumOf(lines.map(({ quantity }) => quantity));
    work.raise(returnSubject(draft), 'return.requested', returnFacts(draft, pieces));
    const announced = (lineId: string): number => lines.find((one) => one.lineId === lineId)?.quantity ?? 0;
    const order: OrderState = {
      header: { ...header, returnIds: [...header.returnIds, draft.id] },
      lines: before.lines.map((line) => ({ ...line, returning: line.returning + announced(line.lineId) })),
    };
    saveOrder(work, { before, draft: order, call });
    const answer = saveReturn(work, undefined, draft, call);
    work.answer(201, answer);
    await work.commit();
    return answer;
  });
};
