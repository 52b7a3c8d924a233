import type { Call } from '../call.ts';
import { Conflict, Unprocessable } from '../errors.ts';
import { badField } from '../http/problem.ts';
import { sumOf } from '../money/money.ts';
import type { OrderState, StoredLine } from '../orders/order.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { type Movement, moveStockInParts, stocksAt } from '../stock/stock-store.ts';
import { deciding, Work } from '../table/work.ts';
import { requireWarehouse } from '../warehouses/warehouse.ts';
import type { ReceiveInput, Return, ReturnLine, StoredReturn, ToCredit } from './return.ts';
import { loadReturn, requireMove, returnFacts, returnSubject, saveReturn } from './return-store.ts';

type Came = ReceiveInput['lines'][number];

const piecesOf = (came: readonly Came[], lineId: string, condition?: Came['condition']): number =>
  sumOf(
    came
      .filter((one) => one.lineId === lineId && (condition === undefined || one.condition === condition))
      .map((one) => one.quantity),
  );

/** Throws unless every piece is one that the return still announces. 422 `over_received`. */
const requireAnnounced = (lines: readonly ReturnLine[], came: readonly Came[]): void => {
  for (const [at, { lineId }] of came.entries()) {
    const line = lines.find((one) => one.lineId === lineId);
    if (!line) throw badField(`lines[${at}].lineId`, 'unknown_line', `The return has no line ${lineId}.`);
    const left = line.quantity - line.received;
    if (piecesOf(came, lineId) <= left) continue;
    const message = `Of line ${lineId} only ${left} pieces are still announced.`;
    throw new Unprocessable('over_received', message, [
      { path: `lines[${at}].quantity`, code: 'over_received', message },
    ]);
  }
};

/** Throws 409 unless all that has come back then is invoiced: only then it is known what to credit. */
const requireInvoiced = (lines: readonly StoredLine[], came: readonly Came[]): void => {
  const early = lines.find((line) => line.returned + piecesOf(came, line.lineId) > line.invoiced);
  if (early) throw new Conflict('not_invoiced_yet', `The pieces of line ${early.lineId} are not all invoiced yet.`);
};

/** What came, line by line. */
const receivedLine = (line: ReturnLine, came: readonly Came[]): ReturnLine => ({
  ...line,
  received: line.received + piecesOf(came, line.lineId),
  sellable: line.sellable + piecesOf(came, line.lineId, 'sellable'),
  damaged: line.damaged + piecesOf(came, line.lineId, 'damaged'),
});

/**
 * Movements of each stock: what came back is booked in; damaged pieces are written down with it, so that the story of the
 * stock shows them and nobody can reserve them.
 */
const movementsOf = (lines: readonly StoredLine[], came: readonly Came[]) => {
  const stocks = new Map<
    string,
    { place: [sku: string, warehouse: string]; parts: Pick<Movement, 'quantity' | 'reason'>[] }
  >();
  for (const { lineId, quantity, condition, warehouse } of came) {
    const line = lines.find((one) => one.lineId === lineId);
    if (!line?.stockTracked) continue;
    const name = `${line.sku}@${warehouse}`;
    const stock = stocks.get(name) ?? { place: [line.sku, warehouse], parts: [] };
    stock.parts.push({ quantity, reason: 'return' });
    if (condition === 'damaged') stock.parts.push({ quantity: -quantity, reason: 'damage' });
    stocks.set(name, stock);
  }
  return [...stocks.values()];
};

const bookIn = async (work: Work, order: OrderState, came: readonly Came[], returnId: string): Promise<void> => {
  const moves = movementsOf(order.lines, came);
  const stocks = await stocksAt(moves.map(({ place }) => place));
  for (const [at, { place, parts }] of moves.entries()) {
    const [sku, warehouse] = place;
    moveStockInParts(work, stocks[at], { sku, warehouse, orderId: order.header.id, returnId }, parts);
  }
};

const receivedReturn = (before: StoredReturn, { lines: came, settlement }: ReceiveInput, call: Call): StoredReturn => {
  const lines = before.lines.map((line) => receivedLine(line, came));
  const toCredit = lines.flatMap(({ lineId }): ToCredit[] => {
    const quantity = piecesOf(came, lineId);
    return quantity === 0 ? [] : [{ lineId, quantity, refund: settlement === 'refund' }];
  });
  return {
    ...before,
    status: lines.every((line) => line.received === line.quantity) ? 'received' : 'receiving',
    lines,
    receipts: [...before.receipts, { at: call.at, settlement, lines: came }],
    toCredit: [...before.toCredit, ...toCredit],
  };
};

/**
 * Takes in what came of a return: stock, order and return move in one transaction; the credit notes follow from the event.
 * Several times until all has come. 422 `over_received`, `unknown_warehouse`; 409 `not_invoiced_yet`, `wrong_status`.
 */
export const receiveReturn = async (id: string, input: ReceiveInput, call: Call): Promise<Return> => {
  const came = input.lines;
  for (const code of new Set(came.map(({ warehouse }) => warehouse))) await requireWarehouse(code);
  return deciding(async () => {
    const before = await loadReturn(id, call);
    const draft = receivedReturn(before, input, call);
    requireMove(before, draft.status);
    requireAnnounced(before.lines, came);
    const order = await loadOrder(before.orderId, call);
    requireInvoiced(order.lines, came);
    const work = new Work(call);
    const pieces = sumOf(came.map(({ quantity }) => quantity));
    const damaged = sumOf(came.filter(({ condition }) => condition === 'damaged').map(({ quantity }) => quantity));
    const facts = { ...returnFacts(draft, pieces), sellable: pieces - damaged, damaged };
    work.raise(returnSubject(draft), 'return.received', facts);
    await bookIn(work, order, came, id);
    const lines = order.lines.map((line) => {
      const back = piecesOf(came, line.lineId);
      return { ...line, returned: line.returned + back, returning: line.returning - back };
    });
    saveOrder(work, { before: order, draft: { header: order.header, lines }, call });
    const answer = saveReturn(work, before, draft, call);
    work.answer(200, answer);
    await work.commit();
    return answer;
  });
};
