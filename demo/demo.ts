import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import cliProgress from 'cli-progress';
import * as z from 'zod';
import { StockMovement } from '../shared/stock/stock.ts';
import { dateIn } from '../shared/dates.ts';
import { type ApiClient, newApiClient } from './api-client.ts';
import { payOrder, payPlanOf, placeOrder, shipAll, shipOrder } from './drive-order.ts';
import { inParallel } from './in-parallel.ts';
import { loadNorthwind, warehouse } from './load-northwind.ts';
import { type NorthwindOrder, northwindOrders, northwindProducts } from './northwind.ts';
import { runningCobro } from './running-cobro.ts';
import { Clock, showSummary, type Summary, summarise } from './summary.ts';

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

/** Everything the orders ask for beyond the stock arrives in one delivery per product. */
const receiveMissing = async ({ api, orders }: Tour): Promise<void> => {
  const wanted = new Map<string, number>();
  for (const { sku, quantity } of orders.flatMap((order) => order.lines)) {
    wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
  }
  const short = northwindProducts().filter(({ sku, stock }) => (wanted.get(sku) ?? 0) > stock);
  await inParallel(short, width, async ({ sku, stock }) => {
    const quantity = (wanted.get(sku) ?? 0) - stock;
    await api.call({
      as: 'warehouse',
      method: 'POST',
      path: '/v1/stock-movements',
      body: { sku, warehouse, quantity, reason: 'receipt' },
      key: `northwind-delivery-${sku}-${orders.length}`,
      answer: StockMovement,
    });
  });
};

/** Drives every order as far as it goes. Answers their ids in Cobro. */
const driveOrders = async (tour: Tour): Promise<string[]> => {
  const { api, orders, customerIds, step } = tour;
  const ids: string[] = [];
  await inParallel(orders, width, async (order, index) => {
    const { id } = await placeOrder(api, order, customerIds.get(order.customer) ?? '');
    ids[index] = id;
    step();
    await shipOrder(api, id);
    step();
  });
  await receiveMissing(tour);
  await inParallel(orders, width, async (order, index) => {
    const id = ids[index] ?? '';
    await shipAll(api, id);
    step();
    const { now } = await api.call({ as: 'admin', method: 'GET', path: '/_local/clock', answer: Clock });
    const today = dateIn('Europe/Madrid', now);
    await payOrder(api, { id, name: order.customer, today }, payPlanOf(index));
    step();
  });
  await api.call({ as: 'admin', method: 'POST', path: '/_local/settle', answer: z.object({ idle: z.literal(true) }) });
  return ids;
};

/** Puts one invoice where it can be opened with a double click. */
const savePdf = async (api: ApiClient, { invoices }: Summary): Promise<string | undefined> => {
  const [first] = invoices;
  if (!first) return undefined;
  const folder = resolve(process.env['COBRO_DATA'] ?? '.cobro');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${first.number}.pdf`);
  writeFileSync(file, await api.download('finance', `/v1/invoices/${first.id}.pdf`));
  return file;
};

const allArrived = (count: number, { orders, difference }: Summary): boolean =>
  (orders.get('completed') ?? 0) + (orders.get('shipped') ?? 0) === count && difference === 0;

const run = async (): Promise<void> => {
  const orders = northwindOrders().slice(0, Number(flags.orders));
  const cobro = await runningCobro();
  try {
    const started = performance.now();
    say(`Cobro at ${cobro.origin}. Loading Northwind ...`);
    const customerIds = await loadNorthwind({ origin: cobro.origin });
    const bar = new cliProgress.SingleBar({
      format: `  {bar} {percentage}% | {value}/{total} steps of ${orders.length} orders | {duration_formatted}`,
      hideCursor: true,
    });
    bar.start(orders.length * stepsPerOrder, 0);
    const api = newApiClient(cobro.origin);
    const ids = await driveOrders({ api, orders, customerIds, step: () => bar.increment() });
    bar.stop();
    const summary = await summarise(api, ids);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    say(`\n${showSummary(summary)}\n`);
    say(`  ${orders.length} orders from order to cash in ${seconds} s.`);
    const file = await savePdf(api, summary);
    if (file !== undefined) say(`  An invoice to look at: ${file}`);
    say(
      cobro.startedHere
        ? '  The mails: start Cobro with "npm start" and open http://localhost:8005. Everything was kept.\n'
        : '  The mails: open the mailbox that Cobro named at its start (http://localhost:8005 unless said otherwise).\n',
    );
    if (!allArrived(orders.length, summary)) {
      say('  Not every order reached its end, or the books do not balance.');
      process.exitCode = 1;
    }
  } finally {
    await cobro.stop();
  }
};

run().catch((error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
