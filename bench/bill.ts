import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { newApiClient } from '../demo/api-client.ts';
import { inParallel } from '../demo/in-parallel.ts';
import { loadNorthwind, warehouse } from '../demo/load-northwind.ts';
import { northwindOrders, northwindProducts } from '../demo/northwind.ts';
import { startServer } from '../demo/running-cobro.ts';
import { Fulfillment } from '../shared/fulfillments/fulfillment.ts';
import { listOf } from '../shared/http/list.ts';
import { Invoice } from '../shared/invoices/invoice.ts';
import { Order } from '../shared/orders/order.ts';
import { Payment } from '../shared/payments/payment.ts';
import { Shipment } from '../shared/shipments/shipment.ts';
import { StockMovement } from '../shared/stock/stock.ts';
import { freePort } from '../local/free-port.ts';
import { machine, table } from './machine.ts';

/*
 * npm run bill: 200 Northwind orders through the whole journey (place, read the pick list, pick, pack, check, ship, read
 * the invoice, pay), with plenty of stock and credit, then what AWS would have asked for it.
 */

const orders = 200;
const goal = 450;

const Estimates = z.array(z.object({ what: z.string(), how: z.string(), cost: z.number() }));
const Bill = z.object({
  services: z.array(z.object({ service: z.string(), units: z.record(z.string(), z.number()), cost: z.number() })),
  total: z.number(),
  prices: z.string(),
  notMetered: Estimates,
  idlePerMonth: z.object({ items: Estimates, total: z.number() }),
});
/** Listed apart: they depend on what is sent and on how long clients keep their tokens. */
const apart = new Set(['SES', 'Cognito']);

const dataDir = mkdtempSync(join(tmpdir(), 'cobro-bill-'));
const port = String(await freePort());
const env = { ...process.env, COBRO_DATA: dataDir, PORT: port, MAIL_PORT: String(await freePort()) };
const server = startServer('ignore', env);
const api = newApiClient(`http://localhost:${port}`);
const customers = await loadNorthwind({ origin: api.origin });

const post = <S extends z.ZodType>(as: 'warehouse' | 'finance' | 'sales', path: string, body: unknown, answer: S) =>
  api.call({ as, method: 'POST', path, body, key: crypto.randomUUID(), answer });
const settle = () =>
  api.call({ as: 'admin', method: 'POST', path: '/_local/settle', answer: z.looseObject({ idle: z.literal(true) }) });
const readBill = (method: 'GET' | 'POST', path: string) => api.call({ as: 'admin', method, path, answer: Bill });

for (const { sku } of northwindProducts()) {
  const body = { sku, warehouse, quantity: 100_000, reason: 'receipt' };
  await post('warehouse', '/v1/stock-movements', body, StockMovement);
}
await settle();
await readBill('POST', '/_local/bill/reset');

const source = northwindOrders();
const placed: string[] = [];
await inParallel(
  Array.from({ length: orders }, (_, at) => at),
  4,
  async (at) => {
    const { customer, lines } = source[at % source.length] ?? { customer: '', lines: [] };
    const plain = lines.map(({ sku, quantity }) => ({ sku, quantity }));
    const body = { customerId: customers.get(customer), currency: 'EUR', lines: plain };
    const order = await post('sales', '/v1/orders', body, Order);
    if (order.status === 'credit_hold') {
      const decision = { decision: 'approve', reason: 'Benchmark' };
      await post('finance', `/v1/credit-reviews/${order.id}/decision`, decision, Order);
    }
    placed.push(order.id);
  },
);
await settle();
await inParallel(placed, 4, async (id) => {
  const listPath = `/v1/fulfillments?orderId=${id}`;
  const lists = await api.call({ as: 'warehouse', method: 'GET', path: listPath, answer: listOf(Fulfillment) });
  for (const list of lists.items) {
    const path = `/v1/fulfillments/${list.id}`;
    await post('warehouse', `${path}/pick`, {}, Fulfillment);
    await post('warehouse', `${path}/pack`, { packages: [{ weightGrams: 1000 }] }, Fulfillment);
    await post('warehouse', `${path}/quality-check`, { result: 'pass' }, Fulfillment);
    await post('warehouse', `${path}/ship`, {}, Shipment);
  }
});
await settle();
await inParallel(placed, 4, async (id) => {
  const path = `/v1/invoices?orderId=${id}`;
  const { items } = await api.call({ as: 'finance', method: 'GET', path, answer: listOf(Invoice) });
  for (const { number, issueDate, totals } of items) {
    const body = {
      amount: totals.due,
      currency: 'EUR',
      receivedOn: issueDate,
      method: 'bank_transfer',
      reference: number,
    };
    await post('finance', '/v1/payments', body, Payment);
  }
});
await settle();
const bill = await readBill('GET', '/_local/bill');
server.kill('SIGTERM');
rmSync(dataDir, { recursive: true, force: true });

const perMillion = (cost: number): string => ((cost / orders) * 1_000_000).toFixed(1);
const row = ({ service, units, cost }: (typeof bill.services)[number]): string[] => [
  service,
  Object.entries(units)
    .map(([unit, count]) => `${unit} ${Number((count / orders).toPrecision(4))}`)
    .join(', '),
  perMillion(cost),
];
const journey = bill.services.filter(({ service }) => !apart.has(service));
const sum = journey.reduce((total, { cost }) => total + cost, 0);
process.stdout.write(`${machine()}; ${orders} orders, prices of ${bill.prices}

${table(
  ['service', 'units per order', 'dollars per million orders'],
  [
    ...journey.map(row),
    ['**the journey**', `goal: ${goal}`, `**${perMillion(sum)}**`],
    ...bill.services
      .filter(({ service }) => apart.has(service))
      .map((one) => row({ ...one, service: `${one.service} (apart)` })),
    ...bill.notMetered.map(({ what, how, cost }) => [`${what} (apart, estimated)`, how, perMillion(cost)]),
  ],
)}

An idle tenant: ${bill.idlePerMonth.total.toFixed(2)} dollars a month (${bill.idlePerMonth.items.map(({ how }) => how).join('; ')}).
`);
if (Number(perMillion(sum)) > goal) process.exitCode = 1;
