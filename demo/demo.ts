import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import { type ApiClient, newApiClient } from './api-client.ts';
import { placeOrder, shipAll, shipOrder } from './drive-order.ts';
import { inParallel } from './in-parallel.ts';
import { loadNorthwind } from './load-northwind.ts';
import { businessDay, settle } from './local-controls.ts';
import { type NorthwindOrder, northwindOrders } from './northwind.ts';
import { payOrder, payPlanOf } from './pay-order.ts';
import { receiveMissing } from './receive-missing.ts';
import { type RunningCobro, runningCobro } from './running-cobro.ts';
import { showSummary, type Summary, summarise } from './summary.ts';
import { whereToLook } from './where-to-look.ts';

const { values: flags } = parseArgs({ options: { orders: { type: 'string', default: '100' } } });

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Orders driven at the same time. */
const width = 8;
/** Steps of the bar per order: placed, shipped what was there, shipped the rest, paid. */
const stepsPerOrder = 4;

interface Tour {
  api: ApiClient;
  orders: NorthwindOrder[];
  customerIds: Map<string, string>;
  step: () => void;
}

/** Drives every order as far as it goes. Answers their ids in Cobro. */
const driveOrders = async ({ api, orders, customerIds, step }: Tour): Promise<string[]> => {
  const ids: string[] = [];
  await inParallel(orders, width, async (order, index) => {
    const { id } = await placeOrder(api, order, customerIds.get(order.customer) ?? '');
    ids[index] = id;
    step();
    await shipOrder(api, id);
    step();
  });
  await receiveMissing(api, ids);
  await inParallel(orders, width, async (order, index) => {
    const id = ids[index] ?? '';
    await shipAll(api, id);
    step();
    const today = await businessDay(api);
    await payOrder(api, { id, name: order.customer, today }, payPlanOf(index));
    step();
  });
  await settle(api);
  return ids;
};

/** With a bar on a terminal; in a file or a pipe a line every few seconds. */
const driveWithBar = async (tour: Omit<Tour, 'step'>): Promise<string[]> => {
  const bar = new cliProgress.SingleBar({
    format: `  {bar} {percentage}% | {value}/{total} steps of ${tour.orders.length} orders | {duration_formatted}`,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: 5000,
  });
  bar.start(tour.orders.length * stepsPerOrder, 0);
  try {
    return await driveOrders({ ...tour, step: () => bar.increment() });
  } finally {
    bar.stop();
  }
};

/** Puts one invoice where it can be opened with a double click, and says where, and where else to look. */
const showAround = async (api: ApiClient, cobro: RunningCobro, { invoices }: Summary): Promise<void> => {
  const [invoice] = invoices;
  if (!invoice) return;
  const folder = resolve(process.env['COBRO_DATA'] ?? '.cobro');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${invoice.number}.pdf`);
  writeFileSync(file, await api.download('finance', `/v1/invoices/${invoice.id}.pdf`));
  say(whereToLook({ cobro, invoice, file }));
};

const judge = ({ stuck, difference }: Summary): void => {
  if (stuck.length > 0) say(`  Did not reach their end: ${stuck.join(', ')}.`);
  if (difference !== 0) say('  The books do not balance.');
  if (stuck.length > 0 || difference !== 0) process.exitCode = 1;
};

const run = async (): Promise<void> => {
  const orders = northwindOrders().slice(0, Number(flags.orders));
  const cobro = await runningCobro();
  try {
    const started = performance.now();
    say(`Cobro at ${cobro.origin}. Loading Northwind ...`);
    const customerIds = await loadNorthwind({ origin: cobro.origin });
    const api = newApiClient(cobro.origin);
    const ids = await driveWithBar({ api, orders, customerIds });
    const summary = await summarise(api, ids);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    say(`\n${showSummary(summary)}\n`);
    say(`  ${orders.length} orders from order to cash in ${seconds} s.`);
    await showAround(api, cobro, summary);
    judge(summary);
  } finally {
    await cobro.stop();
  }
};

run().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
