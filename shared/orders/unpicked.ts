import type { Call } from '../call.ts';
import { Conflict } from '../errors.ts';
import { type StoredFulfillment, withoutPieces } from '../fulfillments/fulfillment.ts';
import {
  findFulfillments,
  fulfillmentFacts,
  fulfillmentSubject,
  saveFulfillment,
} from '../fulfillments/fulfillment-store.ts';
import { keys } from '../table/table-map.ts';
import { ChangedMeanwhile, type Work } from '../table/work.ts';
import { openListsWithout } from './give-back.ts';
import type { OrderState, Reservation } from './order.ts';

/** Pick lists one transaction may cancel or hold still: each is a row and its event. */
const mostLists = 12;

const refuse = (detail: string): never => {
  throw new Conflict('wrong_status', detail);
};

/**
 * The open pick lists of an order of which nothing was picked and nothing has left: it may still be changed. 409
 * `wrong_status` otherwise, also while a cancellation of several transactions is under way.
 */
export const requireUnpicked = async ({ header }: OrderState, call: Call): Promise<StoredFulfillment[]> => {
  const { status, cancelling, counts } = header;
  if (status === 'rejected' || status === 'cancelled') refuse(`The order is ${status}: nothing of it can change.`);
  if (cancelling) refuse('This order is being cancelled at this moment. Ask again.');
  if (counts.shipped > 0) refuse('Something of this order has left already: it can only be cancelled by line now.');
  const lists = await findFulfillments(Object.values(header.openFulfillments), call);
  // Read after the order: it ended meanwhile, and the order says so by now.
  if (lists.some((list) => list.status === 'cancelled')) throw new ChangedMeanwhile();
  const picked = lists.find((list) => list.status !== 'pending');
  if (picked) refuse(`${picked.id} is ${picked.status}: what is picked can only be cancelled, until it ships.`);
  if (lists.length > mostLists) refuse(`The order is on pick lists of more than ${mostLists} warehouses.`);
  return lists;
};

/** The same for those who do not mind: undefined when the order can no longer be changed. */
export const findUnpicked = async (order: OrderState, call: Call): Promise<StoredFulfillment[] | undefined> => {
  try {
    return await requireUnpicked(order, call);
  } catch (error) {
    if (error instanceof Conflict) return undefined;
    throw error;
  }
};

/** The transaction is carried out only if nobody picks from these lists before it. */
export const holdStill = (work: Work, lists: readonly StoredFulfillment[]): void => {
  for (const { id, version } of lists)
    work.require(keys.fulfillment(id), [{ attribute: 'version', is: '=', value: version }]);
};

/** One entry for each warehouse: none is on a list any more. */
const unlisted = (reservations: readonly Reservation[]): Reservation[] => {
  const pieces = new Map<string, number>();
  for (const { warehouse, quantity } of reservations) pieces.set(warehouse, quantity + (pieces.get(warehouse) ?? 0));
  return [...pieces].map(([warehouse, quantity]) => ({ warehouse, quantity }));
};

/** Cancels all pick lists of the order. Its pieces stay reserved and wait for the next list of their warehouse. */
export const takeOffLists = (
  work: Work,
  { header, lines }: OrderState,
  lists: readonly StoredFulfillment[],
  call: Call,
): OrderState => {
  let { openFulfillments } = header;
  for (const before of lists) {
    const draft = withoutPieces(before, new Map(before.lines.map((line) => [line.lineId, line.quantity])));
    work.raise(fulfillmentSubject(draft), 'fulfillment.cancelled', fulfillmentFacts(draft));
    saveFulfillment(work, before, draft, call);
    openFulfillments = openListsWithout({ ...header, openFulfillments }, before.id);
  }
  return {
    header: { ...header, openFulfillments },
    lines: lines.map((line) => ({ ...line, reservations: unlisted(line.reservations) })),
  };
};
