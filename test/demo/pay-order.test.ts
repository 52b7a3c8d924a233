import { describe, expect, it } from 'vitest';
import { amountFor, hasArrived, payPlanOf } from '../../demo/pay-order.ts';

const invoice = (gross: number, paid: number) => ({
  totals: { net: gross, tax: 0, gross, paid, credited: 0, discounted: 0, writtenOff: 0, due: gross - paid },
});

describe('how the demo pays', () => {
  it('pays eight orders in ten, one by half and one not at all', () => {
    const plans = Array.from({ length: 100 }, (_, index) => payPlanOf(index));
    expect(plans.filter((plan) => plan === 'all')).toHaveLength(80);
    expect(plans.filter((plan) => plan === 'half')).toHaveLength(10);
    expect(plans.filter((plan) => plan === 'nothing')).toHaveLength(10);
  });

  it('pays nothing twice when it is run again', () => {
    expect(amountFor(invoice(1001, 0), 'all')).toBe(1001);
    expect(amountFor(invoice(1001, 1001), 'all')).toBe(0);
    expect(amountFor(invoice(1001, 0), 'half')).toBe(500);
    expect(amountFor(invoice(1001, 500), 'half')).toBe(0);
    expect(amountFor(invoice(1001, 0), 'nothing')).toBe(0);
  });

  it('counts an order as arrived when it is completed, or shipped where it is not to be paid in full', () => {
    expect(hasArrived('completed', 'all')).toBe(true);
    expect(hasArrived('shipped', 'all')).toBe(false);
    expect(hasArrived('shipped', 'half')).toBe(true);
    expect(hasArrived('backordered', 'nothing')).toBe(false);
    expect(hasArrived('cancelled', 'all')).toBe(false);
  });
});
