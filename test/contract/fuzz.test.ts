import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fulfillmentsOf,
  invoicesOf,
  makeCustomer,
  makeProduct,
  makeWarehouse,
  pay,
  placeOrder,
  receive,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';
import { anyRequest, type MadeRequest, operationsOf } from '../make/request-maker.ts';

let cobro: Cobro;
let document: any;
let ids: Record<string, string[]>;
const requests = Number(process.env['FUZZ'] ?? 5000);

beforeAll(async () => {
  cobro = await startCobro();
  document = await cobro.get('/openapi.json');
  await makeWarehouse(cobro);
  for (const sku of ['A', 'B']) {
    await makeProduct(cobro, sku);
    await receive(cobro, sku, 1000);
  }
  const customer = await makeCustomer(cobro);
  const poor = await makeCustomer(cobro, { limit: 0 });
  const shipped = await placeOrder(cobro, customer.id, { A: 2, B: 1 });
  await shipOrder(cobro, shipped.id);
  const open = await placeOrder(cobro, customer.id, { A: 1 });
  const held = await placeOrder(cobro, poor.id, { A: 1 });
  const [invoice] = await invoicesOf(cobro, shipped.id);
  const payment = await pay(cobro, invoice, 100);
  const lists = [...(await fulfillmentsOf(cobro, shipped.id)), ...(await fulfillmentsOf(cobro, open.id))];
  ids = {
    sku: ['A', 'B'],
    warehouse: ['MAD'],
    code: ['MAD'],
    customerId: [customer.id, poor.id],
    customersId: [customer.id, poor.id],
    orderId: [shipped.id, open.id, held.id],
    ordersId: [shipped.id, open.id, held.id],
    invoiceId: [invoice.id],
    invoicesId: [invoice.id],
    fulfillmentsId: lists.map(({ id }) => id),
    shipmentsId: invoice.shipmentIds,
    paymentsId: [payment.id],
  };
});
afterAll(() => cobro.stop());

describe('requests made from the document', () => {
  it(`are answered as the document says, ${requests} of them, and never with a 5xx`, async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'doc', ...document });
    const validators = new Map<string, ReturnType<typeof ajv.compile>>();
    const statuses = new Map<number, number>();
    const reached = new Set<string>();

    const check = async ({ operation, path, body, key }: MadeRequest): Promise<void> => {
      const { status, headers, body: json } = await cobro.request(operation.method, path, body, { key });
      const what = `${operation.method} ${path} ${body?.slice(0, 500)} → ${status} ${JSON.stringify(json)?.slice(0, 500)}`;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status < 300) reached.add(`${operation.method} ${operation.path}`);
      expect(status, what).toBeLessThan(500);
      const type = headers.get('content-type')?.split(';')[0] ?? '';
      const answer = operation.responses[String(status)]?.content[type];
      if (answer === undefined) throw new Error(`not in the document: ${what}`);
      if (json === undefined) return;
      const pointer = `${operation.path} ${operation.method} ${status}`;
      const local = JSON.parse(JSON.stringify(answer?.schema).replaceAll('"#/components', '"doc#/components'));
      const validate = validators.get(pointer) ?? ajv.compile(local);
      validators.set(pointer, validate);
      expect(validate(json), `${what} ${JSON.stringify(validate.errors?.slice(0, 3))}`).toBe(true);
    };

    const batch = 25;
    await fc.assert(
      fc.asyncProperty(fc.array(anyRequest(document, ids), { minLength: batch, maxLength: batch }), async (made) => {
        await Promise.all(made.map(check));
      }),
      { numRuns: requests / batch, endOnFailure: true, seed: Number(process.env['SEED'] ?? 4) },
    );
    const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
    console.log(
      `${total} requests over ${operationsOf(document).length} operations (${reached.size} of them succeeded at least once):`,
      Object.fromEntries([...statuses].toSorted((a, b) => a[0] - b[0])),
    );
    expect(total).toBeGreaterThanOrEqual(requests);
  }, 600_000);
});
