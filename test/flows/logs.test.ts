import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoicesOf, makeProduct, makeWarehouse, pay, placeOrder, receive, shipOrder } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

/** Everything about the customer of this journey that names somebody or says where they are. */
const person = {
  name: 'Zenobia Quintanilla',
  email: 'zenobia.quintanilla@correo.example',
  line1: 'Callejón del Agua 77',
  city: 'Villanueva del Pardillo',
  // No five digits alone: ids of requests contain those by chance.
  postalCode: 'Q-28229',
  phone: '+34 600 123 987',
  note: 'Klingel bei Wolkenstein',
};

describe('the logs', () => {
  let cobro: Cobro;
  let order: any;
  let lines: any[];
  const requestId = 'trace-of-the-first-order';
  beforeAll(async () => {
    cobro = await startCobro();
    await makeWarehouse(cobro);
    await makeProduct(cobro, 'BOOK');
    await receive(cobro, 'BOOK', 100);
    const { line1, city, postalCode } = person;
    const customer = await cobro.post('/v1/customers', {
      name: person.name,
      email: person.email,
      phone: person.phone,
      language: 'es',
      billingAddress: { line1, city, postalCode, country: 'ES' },
    });
    await cobro.put(`/v1/customers/${customer.id}/credit`, { limit: 1_000_000 });
    await cobro.get(`/v1/customers?email=${encodeURIComponent(person.email)}`);
    cobro.embedded.mailbox.failNext(1, 'Throttling');
    order = await cobro.post(
      '/v1/orders',
      {
        customerId: customer.id,
        currency: 'EUR',
        lines: [{ sku: 'BOOK', quantity: 2 }],
        shippingAddress: { line1, city, postalCode, country: 'ES' },
        note: person.note,
      },
      { headers: { 'x-request-id': requestId } },
    );
    await cobro.settle();
    await shipOrder(cobro, order.id);
    const [invoice] = await invoicesOf(cobro, order.id);
    await cobro.advance(40);
    await pay(cobro, invoice, invoice.totals.due);
    cobro.embedded.mailbox.failNext(1, 'MessageRejected');
    await placeOrder(cobro, customer.id, { BOOK: 1 }, { note: person.note });
    await cobro.request('POST', '/v1/customers', `{"name":"${person.name}","email":"${person.email}"`);
    await cobro.request('GET', `/v1/customers/${encodeURIComponent(person.name)}`);
    lines = await cobro.logLines();
  });
  afterAll(() => cobro.stop());

  const linesOf = (message: string): any[] => lines.filter((line) => line.message === message);

  it('have one line per request: route, status, client, milliseconds and its id', () => {
    const placing = linesOf('request').filter((line) => line.requestId === requestId);
    expect(placing).toEqual([
      {
        level: 'INFO',
        message: 'request',
        at: expect.any(String),
        function: 'orders-api',
        requestId,
        correlationId: requestId,
        invocationId: expect.any(String),
        gatewayId: expect.any(String),
        client: 'admin',
        route: 'POST /v1/orders',
        orderId: order.id,
        status: 201,
        ms: expect.any(Number),
      },
    ]);
  });

  it('name the code of a refusal', () => {
    expect(linesOf('request').filter((line) => line.status === 400)).toMatchObject([
      { route: 'POST /v1/customers', code: 'malformed_json' },
    ]);
  });

  it('have one line per event handled, with what it follows from', () => {
    const started = linesOf('event').find((line) => line.function === 'start-lifecycle-on-order-received');
    expect(started).toMatchObject({
      eventId: expect.stringMatching(/^evt_/),
      type: 'order.received',
      subject: order.id,
      orderId: order.id,
      correlationId: requestId,
      requestId: expect.any(String),
    });
  });

  it('tell what followed from a request under its id', () => {
    const story = lines.filter((line) => line.correlationId === requestId);
    expect(new Set(story.map((line) => line.function))).toEqual(
      new Set([
        'orders-api',
        'publish-new-events',
        'start-lifecycle-on-order-received',
        'confirm-order-on-order-decided',
        'resume-lifecycle-on-progress',
        'reserve-stock',
        'await-progress',
        'issue-invoices',
      ]),
    );
  });

  it('tell the whole story of an order under its id, from the request to the last cent', () => {
    const story = lines.filter((line) => line.orderId === order.id);
    const steps = [
      'orders-api',
      'reserve-stock',
      'fulfillment-api',
      'issue-invoices',
      'settle-order-on-invoice-settled',
    ];
    expect(story.map((line) => line.function)).toEqual(expect.arrayContaining(steps));
    for (const line of story) expect(line.correlationId, JSON.stringify(line)).toEqual(expect.any(String));
  });

  it('say what the nightly work has done', () => {
    const dunning = linesOf('schedule').filter((line) => line.function === 'run-dunning');
    expect(dunning.reduce((sum, line) => sum + line.reminded, 0)).toBe(1);
    for (const line of dunning) expect(line.correlationId).toBe(`dunning-${line.asOf}`);
  });

  it('tell failures with the error and the same ids', () => {
    expect(linesOf('event failed')).toMatchObject([
      {
        level: 'ERROR',
        function: 'confirm-order-on-order-decided',
        orderId: order.id,
        correlationId: requestId,
        error: { name: 'ProviderFailed', stack: expect.any(String) },
      },
    ]);
  });

  it('carry the id of the request or invocation in every line', () => {
    for (const line of lines) expect(line.requestId, JSON.stringify(line)).toEqual(expect.any(String));
  });

  it('never name a person, an address, a phone or a note', () => {
    expect(lines.length).toBeGreaterThan(50);
    const text = JSON.stringify(lines);
    for (const told of [
      ...Object.values(person),
      'Zenobia',
      'zenobia',
      'Quintanilla',
      encodeURIComponent(person.email),
    ]) {
      expect(text).not.toContain(told);
    }
  });
});
