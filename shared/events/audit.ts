import * as z from 'zod';
import type { Row } from '../table/table.ts';
import { CobroEvent } from './event-types.ts';
import { lazyObject } from '../lazy-object.ts';

/** From which version to which a thing went; null before: it came into being. */
const VersionChange = lazyObject(() => ({ id: z.string(), versionBefore: z.int().nullable(), versionAfter: z.int() }));
export type VersionChange = z.infer<typeof VersionChange>;

/** What stands beside an event in the table and is never published: who did it, and what it changed. */
export const Audit = lazyObject(() => ({
  /** The client, or the function that reacted. */
  actor: z.string(),
  /** The person behind the client, when the token names one. */
  user: z.string().optional(),
  /** Version of the event's subject before and after; null where it has none. */
  versionBefore: z.int().nullable(),
  versionAfter: z.int().nullable(),
  /** Everything else that the same transaction changed; stands at its first event. */
  alsoChanged: z.array(VersionChange).optional(),
}));
export type Audit = z.infer<typeof Audit>;

/** What has a trail of its own: the noun of its partition. */
export const AuditedKind = z.enum([
  'product',
  'price-list',
  'warehouse',
  'customer',
  'order',
  'stock',
  'fulfillment',
  'shipment',
  'invoice',
  'credit-note',
  'return',
  'payment',
  'import',
]);

/** An entry of a timeline: the event as published, and its audit. */
export const TimelineEntry = lazyObject(() => ({ ...CobroEvent.shape, ...Audit.shape }));
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/**
 * The id of the thing that an item is of: what follows the noun in its partition, or else its sort key. A part that
 * counts versions of its own is named after it: `cus_…/credit`.
 */
export const idOfRow = ({ pk, sk }: Row): string => {
  const [, noun, id] = /^([^#]+)#(.+)$/.exec(String(pk)) ?? [];
  if (id === undefined) return String(sk);
  return noun === sk ? id : `${id}/${String(sk)}`;
};
