import { begunByOf, isBegunBy } from '../begun-by.ts';
import type { Call } from '../call.ts';
import { Conflict } from '../errors.ts';
import { type StoredFulfillment, withoutPieces } from '../fulfillments/fulfillment.ts';
import {
  findFulfillments,
  fulfillmentFacts,
  fulfillmentSubject,
  saveFulfillment,
} from '../fulfillments/fulfillment-store.ts';
import { badField } from '../http/problem.ts';
import { sumOf } from '../money/money.ts';
import { reserveChange } from '../stock/stock-store.ts';
import { deciding, RepeatRaceLost, Work } from '../table/work.ts';
import type { CancelInput, CancelIntent, ExpiryRule } from './cancellation.ts';
import { giveBack, openListsWithout } from './give-back.ts';
import type { Order, OrderState, StoredLine, StoredOrder } from './order.ts';
import { derive, openPieces, unreservedPieces } from './order-status.ts';
import { loadOrder, orderFacts, orderSubject, presentOrder, saveOrder } from './order-store.ts';

type Pieces = CancelIntent['left'];

/** Stock rows, queue entries and pick lists one transaction may change beside the order and its lines. */
const rowsPerStep = 40;

/** What is asked for. Of itself an order is cancelled only while `onlyIf` holds of it: 409 `not_cancellable` otherwise. */
interface Wish extends CancelInput {
  expiry?: ExpiryRule;
  onlyIf?: (header: StoredOrder) => boolean;
}

const notCancellable = (detail: string): Conflict => new Conflict('not_cancellable', detail);

/** Pieces on a pick list that is being shipped at this moment have as good as left. */
const leaving = ({ reservations }: StoredLine, shipping: ReadonlySet<string>): number =>
  sumOf(reservations.map((one) => (shipping.has(one.fulfillmentId ?? '') ? one.quantity : 0)));

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

/** A cancellation is begun only with all that it names; once begun, it does without what has left meanwhile. */
const requireNotLeaving = (wanted: Pieces, { lines }: OrderState, shipping: ReadonlySet<string>): void => {
  const isLeaving = wanted.some(({ lineId, quantity }) => {
    const line = lines.find((one) => one.lineId === lineId);
    return line !== undefined && quantity > openPieces(line) - leaving(line, shipping);
  });
  if (isLeaving) throw notCancellable('Some of these pieces are being shipped at this moment.');
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

const take = (step: Step, line: StoredLine, quantity: number, shipping: ReadonlySet<string>): StoredLine => {
  // What nobody has set aside goes first, then what is on no pick list, then the rest.
  let left = Math.max(0, quantity - (line.kind === 'goods' ? unreservedPieces(line) : quantity));
  let after = line;
  const places = line.reservations.toSorted(
    (a, b) => Number(a.fulfillmentId !== undefined) - Number(b.fulfillmentId !== undefined),
  );
  for (const { warehouse, quantity: there, fulfillmentId } of places) {
    if (shipping.has(fulfillmentId ?? '')) continue;
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

/** As many lines as fit into one transaction; pieces that left since the cancellation began are left out. */
const planStep = (order: OrderState, wanted: Pieces, shipping: ReadonlySet<string>): Step => {
  const step: Step = { lines: order.lines, done: [], left: [], stock: new Map(), lists: new Map() };
  let rows = 0;
  for (const { lineId, quantity } of wanted) {
    const line = step.lines.find((one) => one.lineId === lineId);
    const pieces = line ? Math.min(quantity, openPieces(line) - leaving(line, shipping)) : 0;
    if (!line || pieces === 0) continue;
    rows += line.reservations.length + 3;
    if (rows > rowsPerStep && step.done.length > 0) {
      step.left.push({ lineId, quantity: pieces });
      continue;
    }
    const after = take(step, line, pieces, shipping);
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
    const draft = withoutPieces(before, taken);
    if (draft.status === 'cancelled') {
      work.raise(fulfillmentSubject(draft), 'fulfillment.cancelled', fulfillmentFacts(draft));
      ended.push(before.id);
    }
    saveFulfillment(work, before, draft, call);
  }
  return ended;
};

/** Pick lists that the order's pieces are on. */
const listsOf = ({ lines }: OrderState, call: Call): Promise<StoredFulfillment[]> => {
  const ids = lines.flatMap((line) => line.reservations.flatMap((one) => one.fulfillmentId ?? []));
  return findFulfillments([...new Set(ids)], call);
};

/**
 * What this call goes on with: the cancellation under way if it began that one, else (`input`) a new one. A call that goes
 * on with one which is gone has lost to another that ended it: nothing is ever planned a second time.
 */
const intentFor = (
  before: OrderState,
  input: Wish | undefined,
  call: Call,
): { intent: CancelIntent; isNew: boolean } => {
  const { cancelling } = before.header;
  if (cancelling && !isBegunBy(cancelling.begunBy, call)) {
    throw new Conflict('wrong_status', 'This order is being cancelled at this moment. Ask again.');
  }
  if (cancelling) return { intent: cancelling, isNew: false };
  if (input === undefined) throw new RepeatRaceLost();
  if (input.onlyIf?.(before.header) === false) throw notCancellable('The order is no longer as it was.');
  const left = wantedOf(before, input);
  const { reason, expiry } = input;
  return { intent: { reason, expiry, left, done: [], begunBy: begunByOf(call) }, isNew: true };
};

/** The last transaction tells of all that was cancelled, in whatever number of them. */
const tell = (work: Work, order: OrderState, { reason, expiry, done }: CancelIntent, call: Call): StoredOrder => {
  const { cancelling: _ended, ...header } = order.header;
  if (done.length === 0) return header;
  const skuOf = new Map(order.lines.map((line) => [line.lineId, line.sku]));
  work.raise(orderSubject(header), 'order.cancelled', {
    ...orderFacts(derive({ header, lines: order.lines })),
    reason: expiry,
    lines: done.map((one) => ({ ...one, sku: skuOf.get(one.lineId) })),
  });
  return { ...header, cancellations: [...header.cancellations, { at: call.at, reason, expiry, lines: done }] };
};

/** One transaction of a cancellation. Undefined when more is left. */
const cancelStep = async (orderId: string, input: Wish | undefined, call: Call): Promise<Order | undefined> => {
  const before = await loadOrder(orderId, call);
  const { intent, isNew } = intentFor(before, input, call);
  const lists = await listsOf(before, call);
  const shipping = new Set(lists.filter((list) => list.shipping).map((list) => list.id));
  if (isNew) requireNotLeaving(intent.left, before, shipping);
  const step = planStep(before, intent.left, shipping);
  const work = new Work(call);
  const ended = shrinkLists(work, lists, step, call);
  for (const { sku, warehouse, quantity } of step.stock.values()) work.update(reserveChange(sku, warehouse, -quantity));
  const cancelling = { ...intent, left: step.left, done: [...intent.done, ...step.done] };
  const open = ended.reduce((now, id) => ({ ...now, openFulfillments: openListsWithout(now, id) }), before.header);
  const draft: OrderState = { header: { ...open, cancelling }, lines: step.lines };
  const isLast = step.left.length === 0;
  if (isLast) draft.header = tell(work, draft, cancelling, call);
  else work.begin(orderId);
  const order = presentOrder(saveOrder(work, { before, draft, call }));
  if (isLast) work.answer(200, order);
  await work.commit();
  return isLast ? order : undefined;
};

/** What was begun under the key is gone on with under it. */
const goOn = async (orderId: string, call: Call): Promise<Order> => {
  const own = { ...call, repeat: call.repeat && { ...call.repeat, begun: orderId } };
  for (;;) {
    const order = await deciding(() => cancelStep(orderId, undefined, own));
    if (order) return order;
  }
};

/**
 * Cancels an order, whole or by line and quantity, at any stage before shipping: reserved pieces are given back, pick
 * lists shrink or end, the exposure falls, all in one transaction, or, for very many lines, in several that the sweep
 * goes on with. 409 `not_cancellable` for what has shipped; racing with a shipping, exactly one wins.
 */
export const cancelOrder = async (orderId: string, input: Wish, call: Call): Promise<Order> => {
  if (call.repeat?.begun !== undefined) return goOn(orderId, call);
  return (await deciding(() => cancelStep(orderId, input, call))) ?? goOn(orderId, call);
};

/** Goes on with a cancellation that a crash interrupted, as the request that began it. */
export const finishCancelling = async (orderId: string, call: Call): Promise<void> => {
  const { header } = await loadOrder(orderId, call);
  if (!header.cancelling) return;
  try {
    await goOn(orderId, { ...call, ...header.cancelling.begunBy });
  } catch (error) {
    // The request itself came again, and was faster.
    if (!(error instanceof RepeatRaceLost)) throw error;
  }
};
