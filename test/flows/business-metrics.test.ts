import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCustomer, openShop, invoicesOf, pay, placeOrder, shipOrder } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

/** The embedded metric format as CloudWatch describes it. */
const embeddedMetric = {
  type: 'object',
  required: ['_aws'],
  properties: {
    _aws: {
      type: 'object',
      additionalProperties: false,
      required: ['Timestamp', 'CloudWatchMetrics'],
      properties: {
        Timestamp: { type: 'integer' },
        CloudWatchMetrics: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['Namespace', 'Dimensions', 'Metrics'],
            properties: {
              Namespace: { type: 'string', minLength: 1, maxLength: 1024 },
              Dimensions: {
                type: 'array',
                minItems: 1,
                items: { type: 'array', maxItems: 30, items: { type: 'string' } },
              },
              Metrics: {
                type: 'array',
                minItems: 1,
                maxItems: 100,
                items: {
                  type: 'object',
                  required: ['Name'],
                  properties: { Name: { type: 'string' }, Unit: { enum: ['None', 'Count'] } },
                },
              },
            },
          },
        },
      },
    },
  },
};

describe('the business metrics', () => {
  let cobro: Cobro;
  let metrics: any[];
  beforeAll(async () => {
    cobro = await startCobro();
    const customer = await openShop(cobro);
    const paid = await placeOrder(cobro, customer.id, { BOOK: 3 });
    const late = await placeOrder(cobro, customer.id, { BOOK: 1 });
    await shipOrder(cobro, paid.id);
    await shipOrder(cobro, late.id);
    const [invoice] = await invoicesOf(cobro, paid.id);
    await pay(cobro, invoice, invoice.totals.due);
    const poor = await makeCustomer(cobro, { limit: 1 });
    const held = await placeOrder(cobro, poor.id, { BOOK: 5 });
    await cobro.post(`/v1/credit-reviews/${held.id}/decision`, { decision: 'reject', reason: 'No' });
    await cobro.settle();
    await cobro.advance(40);
    cobro.embedded.mailbox.failNext(1, 'MessageRejected');
    await placeOrder(cobro, customer.id, { BOOK: 1 });
    metrics = (await cobro.logLines()).filter((line) => line['_aws'] !== undefined);
  });
  afterAll(() => cobro.stop());

  const sumOf = (name: string): number =>
    metrics.flatMap((line) => line[name] ?? []).reduce((sum, one) => sum + one, 0);

  it('count orders accepted, held and rejected, invoices and refused mails', () => {
    const counts = ['OrdersAccepted', 'OrdersHeld', 'OrdersRejected', 'InvoicesIssued', 'MailsFailed'];
    expect(Object.fromEntries(counts.map((name) => [name, sumOf(name)]))).toEqual({
      OrdersAccepted: 3,
      OrdersHeld: 1,
      OrdersRejected: 1,
      InvoicesIssued: 2,
      MailsFailed: 1,
    });
  });

  it('add up cash and what has fallen overdue, in whole euros', () => {
    expect(sumOf('CashReceived')).toBe(36.3);
    expect(sumOf('OverdueAmount')).toBe(12.1);
  });

  it('are in the format CloudWatch reads, in the namespace of the tenant, without dimensions', () => {
    const valid = new Ajv().compile(embeddedMetric);
    for (const line of metrics) {
      expect(valid(line), JSON.stringify(valid.errors)).toBe(true);
      const [directive] = line['_aws'].CloudWatchMetrics;
      expect(directive).toMatchObject({ Namespace: 'Cobro/acme', Dimensions: [[]] });
      for (const { Name } of directive.Metrics) {
        expect(line[Name].length).toBeGreaterThan(0);
        for (const value of line[Name]) expect(value).toEqual(expect.any(Number));
      }
    }
  });

  it('carry the instant of the machine, for CloudWatch takes none from the future', () => {
    for (const line of metrics) expect(line['_aws'].Timestamp).toBeLessThanOrEqual(Date.now());
  });
});
