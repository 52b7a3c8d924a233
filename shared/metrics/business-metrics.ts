import * as z from 'zod';
import type { CobroEvent, EventType } from '../events/event-types.ts';
import { minorDigits } from '../money/currencies.ts';

/** What a metric counts: events, or the money they speak of, in whole units of the tenant's currency. */
interface BusinessMetric {
  name: string;
  /** For people: the title on the dashboard. */
  title: string;
  event: EventType;
  /** The field of the event's data that is added up, in minor units; without it events are counted. */
  amount?: string;
}

/** Every business metric. Each is billed by the month it has a value in, so there are no more than somebody looks at. */
export const businessMetrics: readonly BusinessMetric[] = [
  { name: 'OrdersAccepted', title: 'Orders accepted', event: 'order.accepted' },
  { name: 'OrdersHeld', title: 'Orders held by credit', event: 'order.held' },
  { name: 'OrdersRejected', title: 'Orders rejected', event: 'order.rejected' },
  { name: 'InvoicesIssued', title: 'Invoices issued', event: 'invoice.issued' },
  { name: 'CashReceived', title: 'Cash received', event: 'payment.received', amount: 'amount' },
  { name: 'CashReversed', title: 'Cash taken back', event: 'payment.reversed', amount: 'amount' },
  { name: 'OverdueAmount', title: 'Fallen overdue', event: 'invoice.overdue', amount: 'due' },
  { name: 'MailsFailed', title: 'Mails refused for good', event: 'email.failed' },
];

/** One per tenant, and no dimensions: customers, skus or orders would make a metric each. */
export const metricNamespace = (tenant: string): string => `Cobro/${tenant}`;

const Money = z.lazy(() => z.object({ currency: z.string() }).and(z.record(z.string(), z.unknown())));

const valueOf = ({ amount }: BusinessMetric, event: CobroEvent): number => {
  if (amount === undefined) return 1;
  const data = Money.parse(event.data);
  return z.int().parse(data[amount]) / 10 ** minorDigits(data.currency);
};

/** CloudWatch takes at most so many values of a metric in one line. */
const valuesPerLine = 100;

/**
 * What these events mean for the business, as fields of a log line that CloudWatch makes metrics from (embedded metric
 * format). Undefined when it is nothing. At most as many events as CloudWatch takes values in a line.
 */
export const metricsOf = (events: readonly CobroEvent[], atMs: number): Record<string, unknown> | undefined => {
  const [first] = events;
  if (!first) return undefined;
  if (events.length > valuesPerLine) throw new Error(`${events.length} events are too many for one line of metrics.`);
  const values = businessMetrics.flatMap((metric) => {
    const found = events.filter(({ type }) => type === metric.event).map((event) => valueOf(metric, event));
    return found.length === 0 ? [] : [[metric.name, found] as const];
  });
  if (values.length === 0) return undefined;
  const Metrics = values.map(([Name]) => ({ Name, Unit: 'None' }));
  const directive = { Namespace: metricNamespace(first.tenant), Dimensions: [[]], Metrics };
  return { _aws: { Timestamp: atMs, CloudWatchMetrics: [directive] }, ...Object.fromEntries(values) };
};
