import * as z from 'zod';
import { type Call, maySee } from '../call.ts';
import { sleep } from '../clock.ts';
import { Conflict, NotFound } from '../errors.ts';
import { changedFields } from '../events/changed-fields.ts';
import type { EventData, EventType } from '../events/event-types.ts';
import type { Subject } from '../events/event.ts';
import { addMinutes } from '../dates.ts';
import { idPattern } from '../ids.ts';
import { partitionOfOwner, partitionOfStatus } from '../table/partitions.ts';
import { indexed, indexKeys, type Key, keys } from '../table/table-map.ts';
import { getRow, getRows, queryAllRows, type Row, type RowQuery } from '../table/table.ts';
import { followQueues } from '../stock/waiting-queue.ts';
import type { Work } from '../table/work.ts';
import { moveExposure, type MoveGround } from '../credit/credit-store.ts';
import { type Around, orderActions } from '../next-actions/order-actions.ts';
import { Order, type OrderState, type OrderStatus, StoredLine, StoredOrder } from './order.ts';
import { derive, isUnfinished } from './order-status.ts';
import { nextWatchDay, watchedOrders } from './watch.ts';
import { lazyObject } from '../lazy-object.ts';

const pattern = idPattern('ord');
const linesPerChunk = 20;
/** An order that should move by itself and has not after this long is nudged by the sweep. */
const stalledAfterMinutes = 15;

const Chunk = lazyObject(() => ({ version: z.int(), lines: z.array(StoredLine) }));
type Chunk = z.infer<typeof Chunk>;
/** Reads of an order until header and lines are of one version: a change takes milliseconds. */
const readTries = 6;

/**
 * The lines, if all chunks are those of the header. A query is not one instant: while a transaction commits it may show
 * the new header with old lines, and a change decided on those would undo what they miss.
 */
const linesOfVersion = (header: StoredOrder, chunks: readonly Chunk[]): StoredLine[] | undefined => {
  const fits =
    chunks.length === header.chunkVersions.length &&
    chunks.every((chunk, at) => chunk.version === header.chunkVersions[at]);
  return fits ? chunks.flatMap((chunk) => chunk.lines) : undefined;
};

/** Header and lines of one version, strongly consistent; undefined when there is no such order for this caller. */
export const findOrder = async (id: string, call: Call): Promise<OrderState | undefined> => {
  if (!pattern.test(id)) return undefined;
  for (let attempt = 1; attempt <= readTries; attempt += 1) {
    const [first, ...chunks] = await queryAllRows({ pk: keys.order(id).pk, prefix: 'order' });
    if (first === undefined) return undefined;
    const header = StoredOrder.parse(first);
    if (!maySee(call, header.customerId)) return undefined;
    const lines = linesOfVersion(
      header,
      chunks.map((chunk) => Chunk.parse(chunk)),
    );
    if (lines) return { header, lines };
    await sleep(attempt * 15);
  }
  throw new Conflict('changed_meanwhile', 'Others change this order all the time. Try again.');
};

/** The order; 404 `order_not_found` when it does not exist or is not the caller's. */
export const loadOrder = async (id: string, call: Call): Promise<OrderState> => {
  const order = await findOrder(id, call);
  if (!order) throw new NotFound('order_not_found', 'There is no such order.');
  return order;
};

/** Ids of the orders of these numbers, as far as they exist. */
export const findOrderIds = async (numbers: readonly string[]): Promise<string[]> => {
  const found = await Promise.all(
    numbers.map((number) =>
      queryAllRows({ index: 'lookup', pk: indexed.lookup(`order-number#${number}`, '').lookupPk }),
    ),
  );
  return found.flat().map((row) => String(row[indexKeys('lookup').sk]));
};

/** The header alone. */
export const findOrderHeader = async (id: string): Promise<StoredOrder | undefined> => {
  const row = await getRow(keys.order(id));
  return row && StoredOrder.parse(row);
};

/** Several orders whole, in the order of the ids; what is not the caller's is null. */
export const findOrders = async (ids: readonly string[], call: Call): Promise<(OrderState | null)[]> => {
  const headers = (await getRows(ids.map((id) => keys.order(id)))).map((row) => StoredOrder.parse(row));
  const chunkKeys = headers.flatMap((header) =>
    header.chunkVersions.map((_, chunk) => keys.orderLines(header.id, chunk)),
  );
  const chunksOfOrder = new Map<string, Chunk[]>();
  for (const row of await getRows(chunkKeys)) {
    const pk = String(row['pk']);
    chunksOfOrder.set(pk, [...(chunksOfOrder.get(pk) ?? []), Chunk.parse(row)]);
  }
  const byId = new Map(
    headers.filter((header) => maySee(call, header.customerId)).map((header) => [header.id, header]),
  );
  return Promise.all(
    ids.map(async (id) => {
      const header = byId.get(id);
      if (!header) return null;
      const lines = linesOfVersion(header, chunksOfOrder.get(keys.order(id).pk) ?? []);
      // Changed between the two reads: this one is read again by itself.
      return lines ? { header, lines } : ((await findOrder(id, call)) ?? null);
    }),
  );
};

/** When the header is looked at by itself: soon, while something should happen now; else on the day something falls due. */
const dueOf = (header: StoredOrder, { at, tenant }: Call): Row => {
  if (isUnfinished(header)) return indexed.due('unfinished', addMinutes(at, stalledAfterMinutes), header.id);
  const day = nextWatchDay(header, tenant);
  return day === undefined ? {} : indexed.due(watchedOrders, day, header.id);
};

const headerRow = (header: StoredOrder, call: Call): Row => ({
  ...keys.order(header.id),
  ...indexed.list('order', header.id, header.placedAt),
  ...indexed.owner(`customer#${header.customerId}`, 'order', header.id),
  ...indexed.status('order', header.status, header.id),
  ...indexed.ownerStatus(`customer#${header.customerId}`, 'order', header.status, header.id),
  ...indexed.lookup(`order-number#${header.number}`, header.id),
  ...dueOf(header, call),
  ...header,
});

/** The index partition of the orders of a customer, of a status, or of both; undefined: of all, which lie by month. */
export const orderPartition = ({
  customerId,
  status,
}: {
  customerId?: string;
  status?: OrderStatus;
}): RowQuery | undefined => {
  const owner = customerId === undefined ? undefined : `customer#${customerId}`;
  if (status !== undefined) return partitionOfStatus('order', status, owner);
  return owner === undefined ? undefined : partitionOfOwner(owner, 'order');
};

const chunkKey = (id: string, index: number): Key => keys.orderLines(id, index);

const chunksOf = (lines: readonly StoredLine[]): StoredLine[][] =>
  Array.from({ length: Math.ceil(lines.length / linesPerChunk) }, (_, chunk) =>
    lines.slice(chunk * linesPerChunk, (chunk + 1) * linesPerChunk),
  );

export const orderSubject = (header: StoredOrder): Subject => ({
  pk: keys.order(header.id).pk,
  id: header.id,
  counter: header,
});

const eventOfStatus: Record<Exclude<OrderStatus, 'cancelled'>, Extract<EventType, `order.${string}`>> = {
  rejected: 'order.rejected',
  credit_hold: 'order.held',
  completed: 'order.completed',
  shipped: 'order.shipped',
  backordered: 'order.backordered',
  fulfilling: 'order.fulfilling',
  accepted: 'order.accepted',
};

/** What every order event says. */
export const orderFacts = (header: StoredOrder): EventData<'order.accepted'> => ({
  orderId: header.id,
  customerId: header.customerId,
  status: header.status,
  currency: header.currency,
  gross: header.totals.gross,
});

export interface OrderSave {
  /** As loaded; absent for a new order. */
  before?: OrderState;
  draft: OrderState;
  call: Call;
  /** Stands as `reason` in the event of a new status. */
  why?: string;
  /** What must hold of the customer's credit at that instant: the ground a decision stands on. */
  grounds?: MoveGround;
}

/**
 * Saves an order as changed: derives status, payment status and exposure from the lines, raises the event of a new
 * status, moves the customer's exposure by the difference and its places in the queues for stock, writes only the chunks
 * that changed. Answers the order as it will be. Events of one's own about the order are raised before, on the draft's header.
 */
export const saveOrder = (work: Work, { before, draft, call, why, grounds }: OrderSave): OrderState => {
  const version = (before?.header.version ?? 0) + 1;
  const old = before ? chunksOf(before.lines) : [];
  const chunks = chunksOf(draft.lines).map((lines, index) => {
    const changed = JSON.stringify(old[index]) !== JSON.stringify(lines);
    return { lines, changed, version: changed ? version : (before?.header.chunkVersions[index] ?? version) };
  });
  const header: StoredOrder = { ...derive(draft), version, chunkVersions: chunks.map((chunk) => chunk.version) };
  const after: OrderState = { header, lines: draft.lines };
  if (before) {
    if (before.header.status !== header.status) raiseStatus(work, before, header, why);
    else if (work.events.length === 0)
      raiseChanged(
        work,
        before.header,
        header,
        chunks.some(({ changed }) => changed),
      );
    const openOrders = header.exposure - before.header.exposure;
    moveExposure(work, header.customerId, { openOrders }, grounds);
    followQueues(work, header, { before: before.lines, after: draft.lines });
  }
  for (const [index, { lines, changed }] of chunks.entries()) {
    // The header's version guards the chunks: they change only together with it.
    if (changed) work.put({ ...chunkKey(header.id, index), version, lines }, 'any');
  }
  work.put(headerRow(header, call), before ? { version: before.header.version } : 'new');
  return after;
};

/** No change without an entry in the timeline: one that raises no other event is told by the names of what changed. */
const raiseChanged = (work: Work, before: StoredOrder, header: StoredOrder, linesToo: boolean): void => {
  const { id: orderId, customerId } = header;
  // How often which chunk of lines was written is our own affair.
  const fields = changedFields(before, header).filter((field) => field !== 'chunkVersions');
  const changed = linesToo ? [...fields, 'lines'] : fields;
  work.raise(orderSubject(header), 'order.changed', { orderId, customerId, changed });
};

/** Why an order that was accepted is held, and what it gives back. */
const holdFacts = ({ header, lines }: OrderState, { credit }: StoredOrder) =>
  header.credit.decision === 'approved' && credit.decision === 'held'
    ? {
        reasonCodes: credit.reasons.map(({ code }) => code),
        lines: lines
          .filter((line) => line.reserved > 0)
          .map(({ lineId, sku, reserved: quantity }) => ({ lineId, sku, quantity })),
      }
    : {};

const raiseStatus = (work: Work, before: OrderState, header: StoredOrder, why?: string): void => {
  const from = before.header.status;
  const subject = orderSubject(header);
  const facts = { ...orderFacts(header), reason: why, ...holdFacts(before, header) };
  // Was accepted before: whoever changed what is to be reserved has told of it.
  const isSetBack = header.status === 'accepted' && (from === 'fulfilling' || from === 'backordered');
  if (from === 'completed') work.raise(subject, 'order.reopened', facts);
  // Whoever cancels has told of it, with the lines.
  else if (header.status !== 'cancelled' && !isSetBack) work.raise(subject, eventOfStatus[header.status], facts);
};

/** The order as the contract shows it. With what lies around it, its next actions are more exact. */
export const presentOrder = (order: OrderState, around?: Around): Order =>
  Order.parse({
    ...order.header,
    lines: order.lines,
    paymentTerms: order.header.terms,
    nextActions: orderActions(order, around),
  });
