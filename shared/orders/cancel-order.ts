import type { Call } from '../call.ts';
import { Conflict } from '../errors.ts';
import type { StoredFulfillment } from '../fulfillments/fulfillment.ts';
import {
  findFulfillments,
  fulfillmentFacts,
  fulfillmentSubject,
  saveFulfillment,
} from '../fulfillments/fulfillment-store.ts';
import { badField } from '../http/problem.ts';
import { reserveChange } from '../stock/stock-store.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import type { CancelInput, CancelIntent } from './cancellation.ts';
import { giveBack, openListsWithout } from './give-back.ts';
import type { Order, OrderState, StoredLine } from './order.ts';
import { derive, openPieces, unreservedPieces } from './order-status.ts';
import { loadOrder, orderFacts, orderSubject, presentOrder, saveOrder } from './order-store.ts';

type Pieces = CancelIntent['left'];

/** Stock rows, queue entries and pick lists one transaction may change beside the order and its lines. */
const rowsPerStep = 40;

const notCancellable = (detail: string): Conflict => new Conflict('not_cancellable', detail);

/** What is to be cancelled, checked against the order as it is. */
const wantedOf = ({ header, lines }: OrderState, input: CancelInput): Pieces => {
  if (header.status === 'rejected') throw notCancellable('The order was rejected: nothing of it will be delivered.');
  const open = lines.filter((line) => openPieces(line) > 0);
  if (open.length === 0) throw notCancellable('Everything of this order has shipped or was cancelled before.');
  if (!input.lines) return open.map((line) => ({ lineId: line.lineId, quantity: openPieces(line) }));
  const named = new Set<string>();
  for (const [at, { lineId, quantity }] of input.lines.entries()) {
    const line = lines.find((one) => one.lineId === lineId);
    if (!line) throw badField(`lines[${at}].lineId`, 'unknown_line', `The order has no line ${lineId}.`);
    if (named.has(lineId)) throw badField(`lines[${at}].lineId`, 'duplicate_line', `Line ${lineId} is named twice.`);
    named.add(lineId);
    if (quantity > openPieces(line)) {
      throw notCancellable(
        `Of line ${lineId} only ${openPieces(line)} pieces have neither shipped nor been cancelled.`,
      );
    }
  }
  return input.lines;
};

/** The same request may go on with its own cancellation; another one waits until that is done. */
const requireOwn = ({ begunBy }: CancelIntent, call: Call): void => {
  if (begunBy.actor === call.actor && begunBy.repeat?.key === call.repeat?.key) return;
  throw new Conflict('wrong_status', 'This order is being cancelled at this moment. Ask again.');
};

/** Pieces on a pick list that is being shipped at this moment have as good as left. */
const requireNotShipping = (lists: readonly StoredFulfillment[], taken: ReadonlyMap<string, unknown>): void => {
  if (lists.some((list) => list.shipping && taken.has(list.id))) {
    throw notCancellable('Some of these pieces are being shipped at this moment.');
  }
};

interface Step {
  lines: StoredLine[];
  done: Pieces;
  left: Pieces;
  /** Reserved pieces given back, by sku and warehouse. */
  stock: Map<string, { sku: string; warehouse: string; quantity: number }>;
  /** Pieces taken off pick lists, by list and line. */
  lists: Map<string, Map<string, number>>;
}

const take = (step: Step, line: StoredLine, quantity: number): StoredLine => {
  // What nobody has set aside goes first, then what is on no pick list, then the rest.
  let left = Math.max(0, quantity - (line.kind === 'goods' ? unreservedPieces(line) : quantity));
  let after = line;
  const places = line.reservations.toSorted(
    (a, b) => Number(a.fulfillmentId !== undefined) - Number(b.fulfillmentId !== undefined),
  );
  for (const { warehouse, quantity: there, fulfillmentId } of places) {
    const part = Math.min(left, there);
    if (part === 0) continue;
    left -= part;
    after = giveBack(after, part, { warehouse, fulfillmentId });
    if (line.stockTracked) {
      const name = `${line.sku}@${warehouse}`;
      const before = step.stock.get(name)?.quantity ?? 0;
      step.stock.set(name, { sku: line.sku, warehouse, quantity: before + part });
    }
    if (fulfillmentId !== undefined) {
      const list = step.lists.get(fulfillmentId) ?? new Map<string, number>();
      step.lists.set(fulfillmentId, list.set(line.lineId, part + (list.get(line.lineId) ?? 0)));
    }
  }
  const cancelled = { ...after, cancelled: after.cancelled + quantity };
  return { ...cancelled, waiting: cancelled.waiting && unreservedPieces(cancelled) > 0 };
};

/** As many lines as fit into one transaction; pieces that shipped since the cancellation began are left out. */
const planStep = (order: OrderState, wanted: Pieces): Step => {
  const step: Step = { lines: order.lines, done: [], left: [], stock: new Map(), lists: new Map() };
  let rows = 0;
  for (const { lineId, quantity } of wanted) {
    const line = step.lines.find((one) => one.lineId === lineId);
    const pieces = Math.min(quantity, line ? openPieces(line) : 0);
    if (!line || pieces === 0) continue;
    rows += line.reservations.length + 3;
    if (rows > rowsPerStep && step.done.length > 0) {
      step.left.push({ lineId, quantity: pieces });
      continue;
    }
    const after = take(step, line, pieces);
    step.lines = step.lines.map((one) => (one.lineId === lineId ? after : one));
    step.done.push({ lineId, quantity: pieces });
  }
  return step;
};

/** Takes the cancelled pieces off their pick lists; a list of which nothing is left is cancelled. Answers those. */
const shrinkLists = (work: Work, lists: readonly StoredFulfillment[], step: Step, call: Call): string[] => {
  const ended: string[] = [];
  for (const before of lists) {
    const taken = step.lists.get(before.id);
    if (!taken) continue;
    const lines = before.lines
      .map((line) => ({ ...line, quantity: line.quantity - (taken.get(line.lineId) ?? 0) }))
      .filter((line) => line.quantity > 0);
    const draft: StoredFulfillment = { ...before, lines, status: lines.length > 0 ? before.status : 'cancelled' };
    if (draft.status === 'cancelled') {
      work.raise(fulfillmentSubject(draft), 'fulfillment.cancelled', fulfillmentFacts(draft));
      ended.push(before.id);
    }
    saveFulfillment(work, before, draft, call);
  }
  return ended;
};

/** One entry per sku in the queue for stock: it goes when no line of the order waits for the sku any more. */
const leaveQueue = (work: Work, before: OrderState, lines: readonly StoredLine[]): void => {
  const waited = new Set(before.lines.filter((line) => line.waiting).map((line) => line.sku));
  for (const sku of waited) {
    if (!lines.some((line) => line.sku === sku && line.waiting)) {
      work.delete(keys.waiting(sku, before.header.placedAt, before.header.id));
    }
  }
};

/** One transaction of a cancellation. Undefined when more is left. */
const cancelStep = async (orderId: string, input: CancelInput, call: Call): Promise<Order | undefined> => {
  const before = await loadOrder(orderId, call);
  const begun = before.header.cancelling;
  if (begun) requireOwn(begun, call);
  const step = planStep(before, begun?.left ?? wantedOf(before, input));
  const lists = await findFulfillments([...step.lists.keys()], call);
  requireNotShipping(lists, step.lists);
  const reason = begun?.reason ?? input.reason;
  const done = [...(begun?.done ?? []), ...step.done];
  const work = new Work(call);
  const ended = shrinkLists(work, lists, step, call);
  for (const { sku, warehouse, quantity } of step.stock.values()) work.update(reserveChange(sku, warehouse, -quantity));
  leaveQueue(work, before, step.lines);
  const header = ended.reduce((now, id) => ({ ...now, openFulfillments: openListsWithout(now, id) }), {
    ...before.header,
  });
  const isLast = step.left.length === 0;
  if (isLast) {
    delete header.cancelling;
    header.cancellations = [...header.cancellations, { at: call.at, reason, lines: done }];
    const after = derive({ header, lines: step.lines });
    const skuOf = new Map(before.lines.map((line) => [line.lineId, line.sku]));
    work.raise(orderSubject(header), 'order.cancelled', {
      ...orderFacts(after),
      lines: done.map((one) => ({ ...one, sku: skuOf.get(one.lineId) })),
    });
  } else {
    const { actor, correlationId, repeat } = call;
    header.cancelling = { reason, left: step.left, done, begunBy: begun?.begunBy ?? { actor, correlationId, repeat } };
  }
  const order = presentOrder(saveOrder(work, { before, draft: { header, lines: step.lines }, call }));
  if (isLast) work.answer(200, order);
  await work.commit();
  return isLast ? order : undefined;
};

/**
 * Cancels an order, whole or by line and quantity, at any stage before shipping: reserved pieces are given back, pick
 * lists shrink or end, the exposure falls, all in one transaction, or, for very many lines, in several that the sweep
 * goes on with. 409 `not_cancellable` for what has shipped; racing with a shipping, exactly one wins.
 */
export const cancelOrder = async (orderId: string, input: CancelInput, call: Call): Promise<Order> => {
  for (;;) {
    const order = await deciding(() => cancelStep(orderId, input, call));
    if (order) return order;
  }
};

/** Goes on with a cancellation that a crash interrupted, as the request that began it. */
export const finishCancelling = async (orderId: string, call: Call): Promise<void> => {
  const { header } = await loadOrder(orderId, call);
  if (!header.cancelling) return;
  const { reason, begunBy } = header.cancelling;
  await cancelOrder(orderId, { reason }, { ...call, ...begunBy });
};
