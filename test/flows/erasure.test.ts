import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBy } from '../../shared/call.ts';
import { scoreCustomer } from '../../shared/credit/score-customer.ts';
import { everyItem, verifyTable } from '../../shared/verification/verify-table.ts';
import { allItems, auditGaps } from '../make/audit.ts';
import { books, invoicesOf, makeCustomer, pay, placeOrder, shipOrder, stockBooks, today } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await stockBooks(cobro, 1000);
});
afterAll(() => cobro.stop());

/** A person told apart from everybody else by every text about them. */
const personOf = (name: string) => ({
  name: `${name} Quirós`,
  email: `${name.toLowerCase()}@quiros.example`,
  phone: `+34 600 ${name}`,
  billingAddress: { line1: `Plaza ${name} 7`, city: 'Vigo', postalCode: '36201', country: 'ES' },
  shippingAddress: { line1: `Muelle ${name} 9`, city: 'Vigo', postalCode: '36202', country: 'ES' },
});

const order = (customerId: string, name: string, more = {}) =>
  placeOrder(cobro, customerId, { BOOK: 2 }, { note: `Ring at ${name}`, purchaseOrderNumber: `PO-${name}`, ...more });

/** From order to cash, paid by a person with a name; one order more was cancelled by credit. */
const journeyOf = async (name: string) => {
  const customer = await makeCustomer(cobro, personOf(name));
  // With a reason for its price, which stays the agreed one.
  const lines = [{ sku: 'BOOK', quantity: 2, discountPercent: 0, overrideReason: `As promised to ${name}` }];
  const { id: orderId } = await order(customer.id, name, { lines });
  await shipOrder(cobro, orderId);
  const [invoice] = await invoicesOf(cobro, orderId);
  await cobro.post('/v1/payments', {
    amount: invoice.totals.due,
    currency: 'EUR',
    receivedOn: await today(cobro),
    method: 'bank_transfer',
    reference: `${invoice.number} from ${name} Quirós`,
    payer: { name: `${name} Quirós`, iban: `ES00 ${name}` },
  });
  await cobro.settle();
  return { customer, orderId, invoice: await cobro.get(`/v1/invoices/${invoice.id}`) };
};

const erase = (customerId: string, asking = {}) =>
  cobro.request('POST', `/v1/customers/${customerId}/erasure`, { reason: 'Asked for by the person' }, asking);

/** Items that say something of the person, outside issued invoices and credit notes. */
const tracesOf = async (name: string): Promise<string[]> =>
  (await allItems(cobro))
    .filter(
      (item) =>
        !/^(invoice|credit-note)#\w+ (invoice|credit-note)$/.test(`${item.pk.S} ${item.sk.S}`) &&
        JSON.stringify(item).toLowerCase().includes(name.toLowerCase()),
    )
    .map((item) => `${item.pk.S} ${item.sk.S}`);

const stockAndMoney = async () => ({
  stock: await cobro.get('/v1/stock?sku=BOOK'),
  balance: await cobro.get('/v1/ledger/trial-balance'),
});

describe('erasing a person', () => {
  it('leaves no trace in the table but issued invoices, which still verify, and moves neither money nor stock', async () => {
    const { customer, orderId, invoice } = await journeyOf('Xiomara');
    const before = await stockAndMoney();
    const pdf = await cobro.request('GET', `/v1/invoices/${invoice.id}.pdf`);
    const answer = await erase(customer.id);
    expect(answer).toMatchObject({ status: 200, body: { customerId: customer.id, status: 'erased' } });
    await cobro.settle();

    expect(await tracesOf('Xiomara')).toEqual([]);
    const kept = await cobro.get(`/v1/invoices/${invoice.id}`);
    expect(kept).toEqual(invoice);
    expect(kept.buyer.name).toBe('Xiomara Quirós');
    const again = await cobro.request('GET', `/v1/invoices/${invoice.id}.pdf`);
    expect(again.bytes.equals(pdf.bytes)).toBe(true);
    expect(createHash('sha256').update(again.bytes).digest('hex')).toBe(invoice.pdfSha256);
    expect(await stockAndMoney()).toEqual(before);
    expect((await books(cobro)).sum).toBe(0);
    expect((await verifyTable(everyItem())).findings).toEqual([]);
    expect(await cobro.get(`/v1/orders/${orderId}`)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
    expect(await auditGaps(cobro)).toEqual([]);
  });

  it('leaves returns, credit notes and refunds without a word of the person, but for the issued document', async () => {
    const { customer, orderId } = await journeyOf('Wenceslao');
    const why = 'Wenceslao Quirós sent them back';
    const lines = [{ lineId: '1', quantity: 2 }];
    const { id } = await cobro.post(`/v1/orders/${orderId}/returns`, { reason: why, lines });
    expect(await erase(customer.id)).toMatchObject({ status: 409, body: { code: 'customer_has_open_business' } });
    await cobro.post(`/v1/returns/${id}/receive`, {
      lines: [{ ...lines[0], condition: 'sellable', warehouse: 'MAD' }],
    });
    await cobro.settle();
    const { creditNoteIds } = await cobro.get(`/v1/returns/${id}`);
    const path = `/v1/credit-notes/${creditNoteIds[0]}`;
    expect(await erase(customer.id)).toMatchObject({ status: 409 });
    const { unapplied: amount } = await cobro.get(path);
    await cobro.post(`${path}/refunds`, { amount, reason: 'To the account of Wenceslao Quirós' });
    await cobro.settle();
    const data = await cobro.get(`/v1/customers/${customer.id}/personal-data`);
    expect(data).toMatchObject({
      returns: [{ id, reason: why }],
      creditNotes: [{ reason: why, refunds: [{ amount }] }],
    });
    expect(data.mails).toContainEqual(expect.objectContaining({ about: creditNoteIds[0], mail: 'credit-note' }));

    expect(await erase(customer.id)).toMatchObject({ status: 200, body: { status: 'erased' } });
    await cobro.settle();
    expect(await tracesOf('Wenceslao')).toEqual([]);
    const kept = await cobro.get(path);
    expect(kept.buyer.name).toBe('Wenceslao Quirós');
    expect(kept.refunds[0].reason).toBe('To the account of (erased)');
    expect((await verifyTable(everyItem())).findings).toEqual([]);
    expect(await auditGaps(cobro)).toEqual([]);
  });

  it('forgets what was concluded from how they paid, and draws no conclusions any more', async () => {
    const { customer, invoice } = await journeyOf('Zenobia');
    const ofScore = async () =>
      (await allItems(cobro)).filter(
        ({ pk, sk }) => pk.S === `customer#${customer.id}` && /^(credit-score|settled)/.test(sk.S),
      );
    expect(await ofScore()).toHaveLength(3);
    await erase(customer.id);
    expect(await ofScore()).toEqual([]);
    await scoreCustomer(customer.id, invoice.id, callBy({ actor: 'test', correlationId: 'late' }));
    expect(await ofScore()).toEqual([]);
    expect(await cobro.get(`/v1/customers/${customer.id}/credit/history`)).toEqual({ items: [], nextCursor: null });
    expect((await verifyTable(everyItem())).findings).toEqual([]);
  });

  it('is told by an event without contact data', async () => {
    const { customer } = await journeyOf('Yolanda');
    await erase(customer.id);
    const { items } = await cobro.get(`/v1/audit-trail?kind=customer&id=${customer.id}&limit=100`);
    expect(items.at(-1)).toMatchObject({ type: 'customer.erased', actor: 'admin', data: { customerId: customer.id } });
    expect(JSON.stringify(items)).not.toMatch(/yolanda/i);
  });

  it('answers the same however often it is asked, under the same key and another', async () => {
    const { customer } = await journeyOf('Wenceslao');
    const first = await erase(customer.id, { key: 'erase-w' });
    const replayed = await erase(customer.id, { key: 'erase-w' });
    const second = await erase(customer.id);
    expect(replayed.headers.get('idempotent-replayed')).toBe('true');
    expect([replayed.body, second.body]).toEqual([first.body, first.body]);
    const { items } = await cobro.get(`/v1/audit-trail?kind=customer&id=${customer.id}&limit=100`);
    expect(items.filter(({ type }: any) => type === 'customer.erased')).toHaveLength(1);
  });

  it('makes a repeat of what the person once asked for answer without the person', async () => {
    const customer = await cobro.post(
      '/v1/customers',
      { ...personOf('Ulpiano'), language: 'es' },
      { key: 'made-by-shop' },
    );
    await erase(customer.id);
    const again = await cobro.request(
      'POST',
      '/v1/customers',
      { ...personOf('Ulpiano'), language: 'es' },
      { key: 'made-by-shop' },
    );
    expect(again.status).toBe(201);
    expect(again.body.id).toBe(customer.id);
    expect(JSON.stringify(again.body)).not.toMatch(/ulpiano/i);
  });

  it('forgets what an import said of its rows', async () => {
    const csv = 'name,email,language,billingAddress.line1,billingAddress.city,billingAddress.country\n';
    await cobro.request(
      'POST',
      '/v1/imports/customers?key=email',
      `${csv}Teodora Q,teodora@q.example,es,Rua 1,Vigo,ES\n`,
      {
        headers: { 'content-type': 'text/csv' },
      },
    );
    await cobro.settle();
    const { items } = await cobro.get('/v1/customers?email=teodora@q.example');
    expect(items).toHaveLength(1);
    expect((await erase(items[0].id)).body.status).toBe('erased');
    expect(await tracesOf('Teodora')).toEqual([]);
  });

  it('goes on by itself when it was cut off after its first step', async () => {
    const { customer } = await journeyOf('Sinforosa');
    const { now } = await cobro.get('/_local/clock');
    await cobro.embedded.engine.call('UpdateItem', {
      TableName: 'cobro-acme',
      Key: { pk: { S: `customer#${customer.id}` }, sk: { S: 'customer' } },
      UpdateExpression: 'SET erasure = :erasure, duePk = :work, dueSk = :due',
      ExpressionAttributeValues: {
        ':erasure': { M: { begunAt: { S: now }, reason: { S: 'Asked' } } },
        ':work': { S: 'unfinished' },
        ':due': { S: `${now}#${customer.id}` },
      },
    });
    await cobro.advance(1);
    await cobro.settle();
    expect((await cobro.get(`/v1/customers/${customer.id}`)).erasedAt).toBeDefined();
    expect(await tracesOf('Sinforosa')).toEqual([]);
  });
});

describe('a person who was erased', () => {
  it('can place no order and is changed by nobody', async () => {
    const { customer } = await journeyOf('Ruperta');
    await erase(customer.id);
    const lines = [{ sku: 'BOOK', quantity: 1 }];
    const placed = await cobro.request('POST', '/v1/orders', { customerId: customer.id, currency: 'EUR', lines });
    const changed = await cobro.request('PATCH', `/v1/customers/${customer.id}`, { name: 'Ruperta again' });
    expect([placed.status, placed.body.code]).toEqual([409, 'customer_erased']);
    expect([changed.status, changed.body.code]).toEqual([409, 'customer_erased']);
  });

  it('is not placed an order for while the erasure is asked for', async () => {
    const customer = await makeCustomer(cobro, { ...personOf('Petronila'), limit: 0 });
    const lines = [{ sku: 'BOOK', quantity: 1 }];
    const place = () => cobro.request('POST', '/v1/orders', { customerId: customer.id, currency: 'EUR', lines });
    const answers = await Promise.all([place(), erase(customer.id), place()]);
    await cobro.settle();
    const { items } = await cobro.get(`/v1/orders?customerId=${customer.id}`);
    const erased = (await cobro.get(`/v1/customers/${customer.id}`)).erasedAt !== undefined;
    expect(answers.every(({ status }) => [200, 201, 409].includes(status))).toBe(true);
    expect(erased).toBe(items.length === 0);
  });
});

describe('an erasure is refused', () => {
  it('while an order is open, money is due, or the person has money with us', async () => {
    const customer = await makeCustomer(cobro, personOf('Olegaria'));
    const { id } = await order(customer.id, 'Olegaria');
    const open = await erase(customer.id);
    await shipOrder(cobro, id);
    const due = await erase(customer.id);
    const [invoice] = await invoicesOf(cobro, id);
    await pay(cobro, invoice, invoice.totals.due + 500);
    const credit = await erase(customer.id);
    for (const { status, body } of [open, due, credit]) {
      expect([status, body.code]).toEqual([409, 'customer_has_open_business']);
    }
    expect(await cobro.get(`/v1/customers/${customer.id}`)).toMatchObject(personOf('Olegaria'));
  });

  it('to everybody but an administrator', async () => {
    const customer = await makeCustomer(cobro, personOf('Nicanora'));
    expect((await erase(customer.id, { as: 'sales' })).status).toBe(403);
    expect(
      (await cobro.request('GET', `/v1/customers/${customer.id}/personal-data`, undefined, { as: 'sales' })).status,
    ).toBe(403);
    expect((await erase('cus_01ARZ3NDEKTSV4RRFFQ69G5FAV')).status).toBe(404);
  });
});

describe('the export of personal data', () => {
  it('has the profile, addresses and notes of orders, buyers of invoices, mails with their addresses, and payers', async () => {
    const { customer, orderId, invoice } = await journeyOf('Melquiades');
    const data = await cobro.get(`/v1/customers/${customer.id}/personal-data`);
    expect(data.customer).toMatchObject(personOf('Melquiades'));
    expect(data.orders).toMatchObject([
      { id: orderId, note: 'Ring at Melquiades', purchaseOrderNumber: 'PO-Melquiades' },
    ]);
    expect(data.shipments[0].address.line1).toBe('Muelle Melquiades 9');
    expect(data.invoices).toMatchObject([{ id: invoice.id, buyer: { email: 'melquiades@quiros.example' } }]);
    expect(data.mails).toMatchObject([
      { about: orderId, mail: 'confirmation', state: 'sent', to: 'melquiades@quiros.example' },
      { about: orderId, mail: `shipped-${data.shipments[0].id}`, state: 'sent', to: 'melquiades@quiros.example' },
      { about: invoice.id, mail: 'invoice', state: 'sent', to: 'melquiades@quiros.example' },
    ]);
    expect(data.payments).toMatchObject([{ payer: { name: 'Melquiades Quirós' } }]);
    expect(data.creditScores).toMatchObject([{ invoiceId: invoice.id, invoices: 1, score: expect.any(Number) }]);
    expect(data.settledInvoices).toMatchObject([{ invoiceId: invoice.id, amount: invoice.totals.gross, daysLate: 0 }]);
    expect(data.nextCursor).toBeNull();
  });

  it('comes in pages that together have everything once', async () => {
    const { customer } = await journeyOf('Leocadia');
    const path = `/v1/customers/${customer.id}/personal-data?limit=1`;
    const first = await cobro.get(path);
    const second = await cobro.get(`${path}&cursor=${encodeURIComponent(first.nextCursor)}`);
    const third = await cobro.get(`${path}&cursor=${encodeURIComponent(second.nextCursor)}`);
    const fourth = await cobro.get(`${path}&cursor=${encodeURIComponent(third.nextCursor)}`);
    const parts = ['orders', 'payments', 'creditScores', 'settledInvoices'];
    expect([first, second, third, fourth].map((page) => parts.map((part) => page[part].length))).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ]);
    expect(fourth.nextCursor).toBeNull();
  });
});
