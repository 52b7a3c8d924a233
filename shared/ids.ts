import { createHash, randomFillSync } from 'node:crypto';
import { encodeTime, ulid } from 'ulid';
import { now } from './clock.ts';

export type IdPrefix =
  | 'cus'
  | 'ord'
  | 'ful'
  | 'shp'
  | 'inv'
  | 'crn'
  | 'dbn'
  | 'pay'
  | 'rfd'
  | 'ret'
  | 'bst'
  | 'imp'
  | 'upl'
  | 'jrn';

/** Random bytes are fetched many at a time: one call for each character of an id costs more than all the rest of it. */
const pool = new Uint8Array(1024);
let used = pool.length;

/** A random fraction in [0, 1), as ulid wants it, from the machine's secure source. */
const fraction = (): number => {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] ?? 0;
  used += 1;
  return byte / 256;
};

/**
 * A new id: prefix and ULID of the business time, so that ids sort by age. `at`: the instant that stands on the thing
 * itself, where a range of days is to be a range of ids.
 */
export const newId = (prefix: IdPrefix, at?: string): string =>
  `${prefix}_${ulid(at === undefined ? now().getTime() : Date.parse(at), fraction)}`;

/** Sorts before every id made at this instant (epoch ms) or later, and after every earlier one. */
export const idFloor = (prefix: IdPrefix, ms: number): string => `${prefix}_${encodeTime(ms)}`;

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 128 bits of a hash in the 26 characters of a ULID. */
const asUlidText = (hash: Buffer): string => {
  let bits = BigInt(`0x${hash.subarray(0, 16).toString('hex')}`);
  let text = '';
  for (let i = 0; i < 26; i += 1) {
    text = crockford.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
};

/** The id of an event follows from its subject and sequence: the same change always has the same id. */
export const eventId = (subject: string, sequence: number): string =>
  `evt_${asUlidText(createHash('sha256').update(`${subject}\n${sequence}`).digest())}`;

/** A fixed shape for ids in paths and bodies: what does not match is not found, without a read. */
export const idPattern = (prefix: IdPrefix): RegExp => new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`);
