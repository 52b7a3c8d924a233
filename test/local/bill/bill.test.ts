import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { domains } from '../../../infra/domains/index.ts';
import { readTenant } from '../../../infra/read-tenants.ts';
import { billOf } from '../../../local/bill/bill.ts';
import { alarmMetricsOfTenant } from '../../../local/bill/estimates.ts';
import { newMeters } from '../../../local/bill/meters.ts';
import { prices } from '../../../local/bill/prices.ts';
import { makeStacks } from '../../infra/make-stacks.ts';

const nothing = { tableBytes: 0, bucketBytes: 0 };

describe('the bill', () => {
  it('adds up what was counted, per service and in all', () => {
    const meters = newMeters();
    meters.add('tableWriteUnits', 1_000_000);
    meters.add('tableReadUnits', 1_000_000);
    meters.add('stateTransitions', 1000);
    const bill = billOf(meters, nothing);
    const costs = Object.fromEntries(bill.services.map(({ service, cost }) => [service, cost]));
    expect(costs['DynamoDB (on demand)']).toBe(0.75);
    expect(costs['Step Functions (Standard)']).toBe(0.025);
    expect(bill.total).toBe(0.775);
    expect(bill.prices).toMatch(/us-east-1, \d{4}-\d{2}-\d{2}/);
  });

  it('begins again at zero after a reset', () => {
    const meters = newMeters();
    meters.add('mails', 3);
    meters.reset();
    expect(billOf(meters, nothing).total).toBe(0);
  });

  it('names what is not counted, with an estimate each', () => {
    const meters = newMeters();
    meters.add('lambdaRequests', 1_000_000);
    meters.add('logBytes', 700_000_000);
    const bill = billOf(meters, { tableBytes: 2e9, bucketBytes: 1e9 });
    const costs = Object.fromEntries(bill.notMetered.map(({ what, cost }) => [what, cost]));
    // 0.7 GB of the functions and 300 bytes an invocation of Lambda, at half a dollar.
    expect(costs['CloudWatch Logs, written']).toBeCloseTo(0.5);
    expect(costs['DynamoDB storage, a month']).toBe(0.5);
    expect(costs['DynamoDB point-in-time recovery, a month']).toBe(0.4);
    expect(costs['S3 storage, a month']).toBe(0.023);
    expect(bill.total).toBe(0.2);
  });

  it('has a price for everything that is counted but log lines, which are estimated', () => {
    const metered = new Set(prices.map(({ meter }) => meter));
    const without = Object.keys(newMeters().read()).filter((name) => ![...metered].some((meter) => meter === name));
    expect(without).toEqual(['logBytes']);
  });

  it('says what an idle tenant costs: its alarms, and next to nothing else', () => {
    const acme = readTenant(resolve(import.meta.dirname, '../../../infra/tenants/acme.json'));
    const { service } = makeStacks(acme, domains);
    const metricsOf = ({ Metrics = [{ MetricStat: true }] }: any): number =>
      Metrics.filter((one: any) => one.MetricStat !== undefined).length;
    const alarms = service.propertiesOf('AWS::CloudWatch::Alarm');
    expect(alarmMetricsOfTenant()).toBe(alarms.reduce((sum, one) => sum + metricsOf(one), 0));
    const { idlePerMonth } = billOf(newMeters(), nothing);
    expect(idlePerMonth.total).toBeCloseTo(alarmMetricsOfTenant() * 0.1, 1);
  });
});
