import { meterNames, type Meters } from './meters.ts';
import { priceList, prices } from './prices.ts';

export interface Bill {
  services: { service: string; units: Record<string, number>; cost: number }[];
  /** Dollars. */
  total: number;
  prices: string;
}

/** Far below what a bill shows; keeps sums of fractions readable. */
const round = (amount: number): number => Math.round(amount * 1e9) / 1e9;

/** What AWS would ask for everything counted so far: units and dollars per service. */
export const billOf = (meters: Meters): Bill => {
  const counted = meters.read();
  const services = new Map<string, Bill['services'][number]>();
  for (const name of meterNames) {
    const { service, unit, price } = prices[name];
    const line = services.get(service) ?? { service, units: {}, cost: 0 };
    line.units[unit] = round(counted[name]);
    line.cost = round(line.cost + counted[name] * price);
    services.set(service, line);
  }
  const lines = [...services.values()];
  return { services: lines, total: round(lines.reduce((sum, line) => sum + line.cost, 0)), prices: priceList };
};
