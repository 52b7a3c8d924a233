import { createHash } from 'node:crypto';
import { decodeTime } from 'ulid';
import * as z from 'zod';
import { type Call, callBy, type RepeatKey } from '../call.ts';
import { storedAnswer } from '../http/repeat.ts';
import { RepeatRaceLost } from '../table/work.ts';
import type { ImportKind } from './import.ts';
import type { Importing } from './import-unit.ts';

/**
 * The key under which a customer or an order came into being by import. It stands for good, so that the same file
 * again, tomorrow or in a year, makes nothing twice.
 */
export const originOf = (kind: ImportKind, column: string, value: string, content: string): RepeatKey => ({
  client: `import of ${kind} by ${column}`,
  key: value,
  requestHash: createHash('sha256').update(content).digest('hex'),
  forever: true,
});

/** The key of what one row of one import does: known for a day, so that a crash repeats nothing. */
export const rowOf = ({ state }: Importing, row: number): RepeatKey => ({
  client: 'import',
  key: `${state.id}#${row}`,
  requestHash: '',
});

/** A call on behalf of whoever started the import. */
export const importCall = ({ state, causationId }: Importing, repeat: RepeatKey): Call =>
  callBy({ actor: state.client, correlationId: state.correlationId, causationId, repeat });

/** What an answer kept under a key is: whose it is. */
const Kept = z.object({ id: z.string().optional(), sku: z.string().optional() });

export interface Done {
  id: string;
  /** HTTP status of the answer: 201 when something came into being. */
  status: number;
  /** Somebody carried it out before. */
  repeated: boolean;
}

const before = async (call: Call, repeat: RepeatKey): Promise<Done | undefined> => {
  const stored = await storedAnswer(repeat, call.at);
  if (stored?.begun !== undefined || stored === undefined) return undefined;
  const { id, sku } = Kept.parse(JSON.parse(stored.body));
  return { id: id ?? sku ?? '', status: stored.status, repeated: true };
};

/** Carries something out unless it was carried out under this key before. Two at once: one does it. */
export const once = async (
  importing: Importing,
  repeat: RepeatKey,
  verb: (call: Call) => Promise<Omit<Done, 'repeated'>>,
): Promise<Done> => {
  const call = importCall(importing, repeat);
  const known = await before(call, repeat);
  if (known) return known;
  try {
    return { ...(await verb(call)), repeated: false };
  } catch (error) {
    const winner = error instanceof RepeatRaceLost ? await before(call, repeat) : undefined;
    if (winner) return winner;
    throw error;
  }
};

/** Whether the thing came into being since the import began: then this import made it, before a crash. */
export const isSince = (id: string, { state }: Importing): boolean =>
  decodeTime(id.slice(id.indexOf('_') + 1)) >= Date.parse(state.startedAt);
