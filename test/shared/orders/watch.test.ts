import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../../shared/dates.ts';
import type { StoredOrder } from '../../../shared/orders/order.ts';
import { nextWatchDay, watchesDue, watchesOf } from '../../../shared/orders/watch.ts';
import type { Tenant } from '../../../shared/tenant.ts';

type Policy = Pick<Tenant, 'orderPolicy' | 'timeZone'>;
type Order = Parameters<typeof watchesOf>[0];

const order = (more: Partial<Order> = {}): Order => ({
  status: 'backordered',
  counts: { ordered: 3, cancelled: 0, shipped: 0, invoiced: 0, reserved: 0, needsNoStock: 0 },
  placedAt: '2026-06-10T23:30:00.000Z',
  ...more,
});
const tenant = (orderPolicy?: Tenant['orderPolicy'], timeZone = 'Europe/Madrid'): Policy => ({ orderPolicy, timeZone });

describe('what falls due of an order', () => {
  it('is nothing without a requested day and a policy, nor when nothing is left to ship', () => {
    expect(watchesOf(order(), tenant())).toEqual([]);
    const all = tenant({ remindAfterDays: 1, expireAfterDays: 2, holdExpiresAfterDays: 1 });
    const counts = { ...order().counts, shipped: 2, cancelled: 1 };
    expect(watchesOf(order({ counts, requestedDeliveryDate: '2026-06-20' }), all)).toEqual([]);
    expect(watchesOf(order({ status: 'rejected' }), all)).toEqual([]);
  });

  it('is reckoned in the tenant’s zone from the day it was placed, or the later one it was requested for', () => {
    const policy = { remindAfterDays: 5, expireAfterDays: 30 };
    expect(watchesOf(order(), tenant(policy))).toEqual([
      { step: 'remind', on: '2026-06-16' },
      { step: 'expired', on: '2026-07-11' },
    ]);
    expect(nextWatchDay(order(), tenant(policy, 'America/Los_Angeles'))).toBe('2026-06-15');
    const requested = order({ requestedDeliveryDate: '2026-07-01' });
    expect(watchesOf(requested, tenant(policy))).toEqual([
      { step: 'late', on: '2026-07-02' },
      { step: 'remind', on: '2026-07-06' },
      { step: 'expired', on: '2026-07-31' },
    ]);
  });

  it('is told once per day it is about, and anew when another day is agreed', () => {
    const policy = tenant({ remindAfterDays: 1 });
    const told = order({ requestedDeliveryDate: '2026-06-20', lateFor: '2026-06-20', unshippedFor: '2026-06-20' });
    expect(watchesOf(told, policy)).toEqual([]);
    expect(watchesOf({ ...told, requestedDeliveryDate: '2026-06-25' }, policy).map(({ step }) => step)).toEqual([
      'late',
      'remind',
    ]);
  });

  it('of a held order is its end, counted from the day it was placed whatever day it was requested for', () => {
    const held = order({ status: 'credit_hold', requestedDeliveryDate: '2026-12-01' });
    const policy = tenant({ holdExpiresAfterDays: 10 });
    expect(watchesDue(held, policy, '2026-06-20')).toEqual([]);
    expect(watchesDue(held, policy, '2026-06-21')).toEqual(['hold_expired']);
    expect(watchesDue(order(), policy, '2027-06-21')).toEqual([]);
  });

  it('never lies before the next day to look, and something is due on that day', () => {
    const days = fc.integer({ min: 1, max: 40 });
    const day = fc.integer({ min: 0, max: 40 }).map((many) => addDays('2026-06-10', many));
    const anyPolicy = fc.record(
      { remindAfterDays: days, expireAfterDays: days, holdExpiresAfterDays: days },
      { requiredKeys: [] },
    );
    const status = fc.constantFrom<StoredOrder['status']>('accepted', 'backordered', 'fulfilling', 'credit_hold');
    const anyOrder = fc.record(
      { status, requestedDeliveryDate: day, lateFor: day, unshippedFor: day },
      { requiredKeys: ['status'] },
    );
    fc.assert(
      fc.property(anyOrder, anyPolicy, (more, policy) => {
        const next = nextWatchDay(order(more), tenant(policy));
        if (next === undefined) {
          expect(watchesDue(order(more), tenant(policy), '2099-01-01')).toEqual([]);
          return;
        }
        expect(watchesDue(order(more), tenant(policy), addDays(next, -1))).toEqual([]);
        expect(watchesDue(order(more), tenant(policy), next)).not.toEqual([]);
      }),
    );
  });
});
