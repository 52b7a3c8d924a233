import { type Estimate, idlePerMonth, notMetered, type Stored } from './estimates.ts';
import type { Meters } from './meters.ts';
import { priceList, prices } from './prices.ts';

export interface Bill {
  services: { service: string; units: Record<string, number>; cost: number }[];
  /** Dollars for what was counted. */
  total: number;
  prices: string;
  /** Estimates of what no call counts, in dollars; not in the total. */
  notMetered: Estimate[];
  idlePerMonth: { items: Estimate[]; total: number };
}

/** Far below what a bill shows; keeps sums of fractions readable. */
const round = (amount: number): number => Math.round(amount * 1e9) / 1e9;

/** What AWS would ask for everything counted so far: units and dollars per service, and what comes besides. */
export const billOf = (meters: Meters, stored: Stored): Bill => {
  const counted = meters.read();
  const services = new Map<string, Bill['services'][number]>();
  for (const { meter, service, unit, price } of prices) {
    const line = services.get(service) ?? { service, units: {}, cost: 0 };
    line.units[unit] = round(counted[meter]);
    line.cost = round(line.cost + counted[meter] * price);
    services.set(service, line);
  }
  const lines = [...services.values()];
  return {
    services: lines,
    total: round(lines.reduce((sum, line) => sum + line.cost, 0)),
    prices: priceList,
    notMetered: notMetered(meters, stored).map((one) => ({ ...one, cost: round(one.cost) })),
    idlePerMonth: idlePerMonth(),
  };
};
