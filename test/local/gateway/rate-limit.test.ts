import { describe, expect, it } from 'vitest';
import { newRateLimit, unlimited } from '../../../local/gateway/rate-limit.ts';

describe('the rate limit', () => {
  it('lets a burst of twice the rate through, then the rate, and says how long to wait', () => {
    let now = 0;
    const limit = newRateLimit(10, () => now);
    const passed = (): number => Array.from({ length: 50 }, limit).filter((refused) => refused === undefined).length;
    expect(passed()).toBe(20);
    expect(limit()).toEqual({ wait: 1 });
    now += 500;
    expect(passed()).toBe(5);
    now += 60_000;
    expect(passed()).toBe(20);
  });

  it('is none unless it is asked for', () => {
    expect(unlimited()).toBeUndefined();
  });
});
