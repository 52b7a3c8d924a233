import { type Call, maySee } from '../call.ts';
import { addMinutes } from '../dates.ts';
import { Conflict, NotFound } from '../errors.ts';
import type { EventData } from '../events/event-types.ts';
import type { Subject } from '../events/event.ts';
import { idPattern } from '../ids.ts';
import { partitionOfOwner, partitionOfStatus } from '../table/partitions.ts';
import { indexed, keys } from '../table/table-map.ts';
import { getRow, getRows, type Row, type RowQuery } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { Return, returnMoves, type ReturnStatus, StoredReturn } from './return.ts';

const pattern = idPattern('ret');
/** Pieces that came and are not credited after this long are looked after by the sweep. */
const stalledAfterMinutes = 5;

/** The return; 404 when there is none, or it is another customer's. */
export const loadReturn = async (id: string, call: Call): Promise<StoredReturn> => {
  const row = pattern.test(id) ? await getRow(keys.return(id)) : undefined;
  const found = row && StoredReturn.parse(row);
  if (found && maySee(call, found.customerId)) return found;
  throw new NotFound('return_not_found', 'There is no such return.');
};

/** The returns of these ids that exist, in that order. */
export const findReturns = async (ids: readonly string[], call: Call): Promise<StoredReturn[]> => {
  const rows = await getRows(ids.map((id) => keys.return(id)));
  return rows.map((row) => StoredReturn.parse(row)).filter((one) => maySee(call, one.customerId));
};

/** The index partition of the returns of a customer, of a status, or of both; undefined: of all, which lie by month. */
export const returnPartition = (which: { customerId?: string; status?: ReturnStatus }): RowQuery | undefined => {
  const owner = which.customerId === undefined ? undefined : `customer#${which.customerId}`;
  if (which.status !== undefined) return partitionOfStatus('return', which.status, owner);
  return owner === undefined ? undefined : partitionOfOwner(owner, 'return');
};

const returnRow = (one: StoredReturn, at: string): Row => ({
  ...keys.return(one.id),
  ...indexed.list('return', one.id, one.requestedAt),
  ...indexed.owner(`customer#${one.customerId}`, 'return', one.id),
  ...indexed.status('return', one.status, one.id),
  ...indexed.ownerStatus(`customer#${one.customerId}`, 'return', one.status, one.id),
  ...(one.toCredit.length > 0 ? indexed.due('unfinished', addMinutes(at, stalledAfterMinutes), one.id) : {}),
  ...one,
});

export const returnSubject = (one: StoredReturn): Subject => ({
  pk: keys.return(one.id).pk,
  id: one.id,
  counter: one,
});

/** What every event of a return says; `pieces` are those it is about. */
export const returnFacts = (one: StoredReturn, pieces: number): EventData<'return.requested'> => ({
  returnId: one.id,
  orderId: one.orderId,
  customerId: one.customerId,
  status: one.status,
  pieces,
});

/** Throws 409 `wrong_status` unless the return may go there from where it is. */
export const requireMove = ({ status }: StoredReturn, to: ReturnStatus): void => {
  const allowed: readonly string[] = returnMoves[status];
  if (!allowed.includes(to)) throw new Conflict('wrong_status', `This return is ${status}: it cannot be ${to}.`);
};

/** Saves it over the version that was read (`undefined`: a new one) and answers what outsiders see. */
export const saveReturn = (work: Work, before: StoredReturn | undefined, draft: StoredReturn, call: Call): Return => {
  const next = { ...draft, version: (before?.version ?? 0) + 1 };
  work.put(returnRow(next, call.at), before ? { version: before.version } : 'new');
  return Return.parse(next);
};
