import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredLine } from '../../../shared/orders/order.ts';
import { planReservation } from '../../../shared/orders/plan-reservation.ts';

const line = (lineId: string, sku: string, quantity: number): StoredLine => ({
  lineId,
  sku,
  name: sku,
  quantity,
  unitPrice: 100,
  discountPercent: 0,
  taxCategory: 'standard',
  taxRate: 21,
  taxCode: 'S',
  net: quantity * 100,
  tax: 0,
  gross: 0,
  reserved: 0,
  shipped: 0,
  invoiced: 0,
  cancelled: 0,
  returned: 0,
  kind: 'goods',
  stockTracked: true,
  weightGrams: 0,
  returning: 0,
  reservations: [],
  waiting: false,
});

const stock = (sku: string, warehouse: string, available: number) => ({
  sku,
  warehouse,
  onHand: available,
  reserved: 0,
  available,
  sequence: 1,
});

describe('which warehouse gives what', () => {
  it('takes a line whole from one warehouse where it can', () => {
    const plan = planReservation([line('1', 'A', 5)], [stock('A', 'MAD', 3), stock('A', 'BCN', 5)], ['BCN', 'MAD']);
    expect(plan).toEqual([{ lineId: '1', sku: 'A', takes: [{ warehouse: 'BCN', quantity: 5 }], short: 0 }]);
  });

  it('prefers the warehouse that can send the whole order', () => {
    const stocks = [stock('A', 'BCN', 5), stock('A', 'MAD', 5), stock('B', 'MAD', 5)];
    const plan = planReservation([line('1', 'A', 1), line('2', 'B', 1)], stocks, ['BCN', 'MAD']);
    expect(plan.flatMap((one) => one.takes.map((take) => take.warehouse))).toEqual(['MAD', 'MAD']);
  });

  it('splits when no warehouse has enough and says what stays short', () => {
    const plan = planReservation([line('1', 'A', 9)], [stock('A', 'MAD', 3), stock('A', 'BCN', 5)], ['BCN', 'MAD']);
    expect(plan[0]?.takes).toEqual([
      { warehouse: 'BCN', quantity: 5 },
      { warehouse: 'MAD', quantity: 3 },
    ]);
    expect(plan[0]?.short).toBe(1);
  });

  it('never takes more than there is, and never more than is wanted', () => {
    const skus = fc.constantFrom('A', 'B');
    const orders = fc.array(fc.tuple(skus, fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 10 });
    const shelves = fc.uniqueArray(fc.tuple(skus, fc.constantFrom('X', 'Y', 'Z'), fc.nat(30)), {
      selector: ([a, b]) => a + b,
    });
    fc.assert(
      fc.property(orders, shelves, (wanted, shelf) => {
        const lines = wanted.map(([sku, quantity], index) => line(String(index + 1), sku, quantity));
        const stocks = shelf.map(([sku, warehouse, available]) => stock(sku, warehouse, available));
        const plans = planReservation(lines, stocks, ['X', 'Y', 'Z']);
        for (const one of stocks) {
          const taken = plans
            .filter((plan) => plan.sku === one.sku)
            .flatMap((plan) => plan.takes.filter((take) => take.warehouse === one.warehouse));
          expect(taken.reduce((sum, take) => sum + take.quantity, 0)).toBeLessThanOrEqual(one.available);
        }
        for (const plan of plans) {
          const sum = plan.takes.reduce((total, take) => total + take.quantity, plan.short);
          expect(sum).toBe(lines.find((one) => one.lineId === plan.lineId)?.quantity);
        }
      }),
    );
  });
});
