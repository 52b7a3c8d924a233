import { describe, expect, it } from 'vitest';
import { shortages } from '../../demo/receive-missing.ts';

const line = (sku: string, pieces: Partial<Record<'quantity' | 'shipped' | 'cancelled' | 'reserved', number>>) => ({
  sku,
  quantity: 0,
  shipped: 0,
  cancelled: 0,
  reserved: 0,
  ...pieces,
});

describe('what the demo has delivered to the warehouse', () => {
  it('is what backordered orders wait for: not what shipped, is reserved or was cancelled', () => {
    const orders = [
      { status: 'backordered' as const, lines: [line('tea', { quantity: 10, shipped: 4, reserved: 2, cancelled: 1 })] },
      {
        status: 'backordered' as const,
        lines: [line('tea', { quantity: 5 }), line('jam', { quantity: 1, reserved: 1 })],
      },
    ];
    expect(shortages(orders, new Map())).toEqual([{ sku: 'tea', quantity: 8 }]);
  });

  it('is nothing when the goods lie there already, as after a run that was broken off', () => {
    const orders = [{ status: 'backordered' as const, lines: [line('tea', { quantity: 8 })] }];
    expect(shortages(orders, new Map([['tea', 5]]))).toEqual([{ sku: 'tea', quantity: 3 }]);
    expect(shortages(orders, new Map([['tea', 8]]))).toEqual([]);
  });

  it('is nothing for orders that are on hold, rejected or cancelled', () => {
    const orders = (['credit_hold', 'rejected', 'cancelled'] as const).map((status) => ({
      status,
      lines: [line('tea', { quantity: 8 })],
    }));
    expect(shortages(orders, new Map())).toEqual([]);
  });
});
