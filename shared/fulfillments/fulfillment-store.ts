import { type Call, maySee } from '../call.ts';
import { Conflict, NotFound } from '../errors.ts';
import type { EventData } from '../events/event-types.ts';
import type { Subject } from '../events/event.ts';
import { addMinutes } from '../dates.ts';
import { idPattern } from '../ids.ts';
import { sumOf } from '../money/money.ts';
import { partitionOfOwner, partitionOfStatus } from '../table/partitions.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, getRows, type Row, type RowQuery } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { fulfillmentMoves, type FulfillmentStatus, StoredFulfillment } from './fulfillment.ts';

const pattern = idPattern('ful');

/** The fulfillment; 404 when there is none, or it is another customer's. */
export const loadFulfillment = async (id: string, call: Call): Promise<StoredFulfillment> => {
  const row = pattern.test(id) ? await getRow(keys.fulfillment(id)) : undefined;
  const fulfillment = row && StoredFulfillment.parse(row);
  if (fulfillment && maySee(call, fulfillment.customerId)) return fulfillment;
  throw new NotFound('fulfillment_not_found', 'There is no such fulfillment.');
};

export const findFulfillments = async (ids: readonly string[], call: Call): Promise<StoredFulfillment[]> => {
  const rows = await getRows(ids.map((id) => keys.fulfillment(id)));
  return rows.map((row) => StoredFulfillment.parse(row)).filter((one) => maySee(call, one.customerId));
};

/** The index partition of a warehouse's pick lists, all or of one status. */
export const fulfillmentPartition = (warehouse: string, status?: FulfillmentStatus): RowQuery => {
  const owner = `warehouse#${warehouse}`;
  return status === undefined
    ? partitionOfOwner(owner, 'fulfillment')
    : partitionOfStatus('fulfillment', status, owner);
};

/** The index partition of the pick lists of a customer's orders. */
export const fulfillmentsOfCustomer = (customerId: string): RowQuery => ({
  index: 'lookup',
  pk: indexed.lookup(`customer#${customerId}#fulfillment`, '').lookupPk,
});

const fulfillmentRow = (fulfillment: StoredFulfillment, at: string): Row => ({
  ...keys.fulfillment(fulfillment.id),
  ...indexed.list('fulfillment', fulfillment.id, fulfillment.createdAt),
  ...indexed.owner(`warehouse#${fulfillment.warehouse}`, 'fulfillment', fulfillment.id),
  ...indexed.ownerStatus(`warehouse#${fulfillment.warehouse}`, 'fulfillment', fulfillment.status, fulfillment.id),
  // The index of owners is taken by the warehouse.
  ...indexed.lookup(`customer#${fulfillment.customerId}#fulfillment`, fulfillment.id),
  ...(fulfillment.shipping && fulfillment.status !== 'shipped'
    ? indexed.due('unfinished', addMinutes(at, 2), fulfillment.id)
    : {}),
  ...fulfillment,
});

export const fulfillmentSubject = (fulfillment: StoredFulfillment): Subject => ({
  pk: keys.fulfillment(fulfillment.id).pk,
  id: fulfillment.id,
  counter: fulfillment,
});

export const fulfillmentFacts = (fulfillment: StoredFulfillment): EventData<'fulfillment.created'> => ({
  fulfillmentId: fulfillment.id,
  orderId: fulfillment.orderId,
  warehouse: fulfillment.warehouse,
  status: fulfillment.status,
  pieces: sumOf(fulfillment.lines.map((line) => line.quantity)),
});

/** A copy in its next status. 409 `wrong_status` for a move that is not in the table, or while it is being shipped. */
export const moved = (before: StoredFulfillment, to: FulfillmentStatus): StoredFulfillment => {
  const allowed: readonly string[] = fulfillmentMoves[before.status];
  if (!allowed.includes(to)) {
    const next = allowed.length > 0 ? `From here it can become ${allowed.join(' or ')}.` : 'Nothing follows.';
    throw new Conflict('wrong_status', `This fulfillment is ${before.status}. ${next}`);
  }
  if (before.shipping && to !== 'shipped')
    throw new Conflict('wrong_status', 'This fulfillment is being shipped at this moment.');
  return { ...before, status: to };
};

/** Saves it over the version that was read (`undefined`: a new one). Answers the version it will have. */
export const saveFulfillment = (
  work: Work,
  before: StoredFulfillment | undefined,
  draft: StoredFulfillment,
  call: Call,
): StoredFulfillment => {
  const next = { ...draft, version: (before?.version ?? 0) + 1 };
  work.put(fulfillmentRow(next, call.at), before ? { version: before.version } : 'new');
  return next;
};
