import { addDays, dateIn, later } from '../dates.ts';
import type { Tenant } from '../tenant.ts';
import type { StoredOrder } from './order.ts';

/** Under which name the orders with a day to be looked at stand in the index of what falls due. */
export const watchedOrders = 'watched-order';

/**
 * `late`: the customer is told; `remind`: the seller is; `release_expired`: credit is asked again; the others cancel what has
 * not shipped.
 */
export type WatchStep = 'late' | 'remind' | 'release_expired' | 'expired' | 'hold_expired';

/** A step and the calendar date, in the tenant's zone, from which on it is due. */
export interface Watch {
  step: WatchStep;
  on: string;
}

type Watched = Pick<
  StoredOrder,
  'status' | 'counts' | 'placedAt' | 'requestedDeliveryDate' | 'lateFor' | 'unshippedFor' | 'release'
>;
type Policy = Pick<Tenant, 'orderPolicy' | 'timeZone'>;

/** Pieces that are neither shipped nor cancelled, of an order that is not refused. */
export const unshippedPieces = ({ status, counts }: Pick<Watched, 'status' | 'counts'>): number =>
  status === 'rejected' ? 0 : counts.ordered - counts.cancelled - counts.shipped;

/** From which day on it should be shipped: the day it was placed, or the later one it was requested for. */
export const shippableSince = ({ placedAt, requestedDeliveryDate }: Watched, { timeZone }: Policy): string => {
  const placedOn = dateIn(timeZone, placedAt);
  return later(placedOn, requestedDeliveryDate ?? placedOn);
};

/**
 * Everything that will fall due of an order if nothing happens, each step once; none of one that has nothing left to ship.
 * Pure.
 */
export const watchesOf = (order: Watched, tenant: Policy): Watch[] => {
  const { requestedDeliveryDate: requested, lateFor, unshippedFor, status, release } = order;
  const { remindAfterDays, expireAfterDays, holdExpiresAfterDays } = tenant.orderPolicy ?? {};
  if (unshippedPieces(order) <= 0) return [];
  const watches: Watch[] = [];
  if (requested !== undefined && lateFor !== requested) watches.push({ step: 'late', on: addDays(requested, 1) });
  if (release?.validUntil !== undefined && status !== 'credit_hold') {
    watches.push({ step: 'release_expired', on: addDays(release.validUntil, 1) });
  }
  // Reckoning days costs time that orders of a tenant without a policy need not wait for.
  if (tenant.orderPolicy === undefined) return watches;
  const since = shippableSince(order, tenant);
  if (remindAfterDays !== undefined && unshippedFor !== since)
    watches.push({ step: 'remind', on: addDays(since, remindAfterDays) });
  if (expireAfterDays !== undefined) watches.push({ step: 'expired', on: addDays(since, expireAfterDays) });
  if (holdExpiresAfterDays !== undefined && status === 'credit_hold') {
    const placedOn = dateIn(tenant.timeZone, order.placedAt);
    watches.push({ step: 'hold_expired', on: addDays(placedOn, holdExpiresAfterDays) });
  }
  return watches;
};

/** What is due of an order on a day. */
export const watchesDue = (order: Watched, tenant: Policy, day: string): WatchStep[] =>
  watchesOf(order, tenant)
    .filter(({ on }) => on <= day)
    .map(({ step }) => step);

/** The next day on which something falls due; undefined when nothing will. */
export const nextWatchDay = (order: Watched, tenant: Policy): string | undefined =>
  watchesOf(order, tenant)
    .map(({ on }) => on)
    .toSorted()[0];
