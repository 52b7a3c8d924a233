import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyItem, verifyTable } from '../../shared/verification/verify-table.ts';
import { auditGaps } from '../make/audit.ts';
import {
  books,
  invoicesOf,
  makeCustomer,
  makeProduct,
  openShop,
  orderOf,
  pay,
  placeOrder,
  receive,
  shipOrder,
} from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
let customer: any;
beforeAll(async () => {
  cobro = await startCobro();
  customer = await openShop(cobro);
  await makeProduct(cobro, 'BREAD', { unitPrice: 333, taxCategory: 'reduced' });
  await receive(cobro, 'BREAD', 10_000);
});
afterAll(() => cobro.stop());

/** An invoiced order. */
const invoiced = async (pieces: Record<string, number>, of = customer): Promise<{ order: any; invoice: any }> => {
  const order = await placeOrder(cobro, of.id, pieces);
  await shipOrder(cobro, order.id);
  const [invoice] = await invoicesOf(cobro, order.id);
  return { order, invoice };
};

const creditOf = async (id: string = customer.id) => cobro.get(`/v1/customers/${id}/credit`);
const invoiceNow = (id: string) => cobro.get(`/v1/invoices/${id}`);
const issue = (invoiceId: string, body: object) =>
  cobro.request('POST', `/v1/invoices/${invoiceId}/credit-notes`, body);

const credit = async (invoiceId: string, body: object): Promise<any> => {
  const answer = await issue(invoiceId, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  await cobro.settle();
  return answer.body;
};

const typesOf = async (orderId: string): Promise<string[]> =>
  (await cobro.get(`/v1/orders/${orderId}/timeline`)).items.map(({ type }: any) => type);

const expectAllVerified = async (): Promise<void> => {
  expect((await verifyTable(everyItem())).findings).toEqual([]);
  expect(await auditGaps(cobro)).toEqual([]);
  expect((await books(cobro)).sum).toBe(0);
};

describe('a credit note on an open invoice', () => {
  it('takes pieces back: revenue, tax, what is due and the exposure fall', async () => {
    const { order, invoice } = await invoiced({ BOOK: 5, BREAD: 3 });
    const before = { used: (await creditOf()).used, books: await books(cobro) };
    const note = await credit(invoice.id, { reason: 'Two were torn', lines: [{ line: 1, quantity: 2 }] });
    expect(note).toMatchObject({
      id: expect.stringMatching(/^crn_/),
      number: expect.stringMatching(/^CN-\d{4}-000001$/),
      invoiceId: invoice.id,
      invoiceNumber: invoice.number,
      totals: { net: 2000, tax: 420, gross: 2420 },
      applied: 2420,
      unapplied: 0,
      refunded: 0,
      lines: [{ line: 1, invoiceLine: 1, sku: 'BOOK', quantity: 2, net: 2000, taxRate: 21 }],
      taxBreakdown: [{ category: 'S', rate: 21, base: 2000, tax: 420 }],
      previousHash: null,
    });
    const { totals, status } = await invoiceNow(invoice.id);
    expect({ status, ...totals }).toMatchObject({ status: 'open', credited: 2420, due: invoice.totals.gross - 2420 });
    const after = await books(cobro);
    for (const [account, change] of Object.entries({ revenue: 2000, output_tax: 420, receivables: -2420 }))
      expect(after.balanceOf(account) - before.books.balanceOf(account)).toBe(change);
    expect(before.used - (await creditOf()).used).toBe(2420);
    expect(await typesOf(order.id)).toEqual(
      expect.arrayContaining(['credit_note.issued', 'credit_note.applied', 'invoice.credited', 'credit_note.emailed']),
    );
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'shipped', paymentStatus: 'open' });
  });

  it('of all of it settles the invoice and completes the order', async () => {
    const { order, invoice } = await invoiced({ BOOK: 1, BREAD: 3 });
    const note = await credit(invoice.id, { reason: 'Never arrived' });
    expect(note).toMatchObject({ applied: invoice.totals.gross, unapplied: 0 });
    expect(note.taxBreakdown).toEqual(invoice.taxBreakdown);
    expect(await invoiceNow(invoice.id)).toMatchObject({ status: 'credited', totals: { due: 0, paid: 0 } });
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed', paymentStatus: 'paid' });
  });

  it('is mailed with its PDF, to the customer and to finance, and kept as it was', async () => {
    const buyer = await makeCustomer(cobro);
    const { invoice } = await invoiced({ BOOK: 2 }, buyer);
    const { id, number } = await credit(invoice.id, { reason: 'Torn covers', amount: 500 });
    const note = await cobro.get(`/v1/credit-notes/${id}`);
    const { bytes, headers } = await cobro.request('GET', `/v1/credit-notes/${id}.pdf`);
    expect(headers.get('content-type')).toBe('application/pdf');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(note.pdfSha256);
    const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
    for (const said of ['Factura rectificativa', number, invoice.number, 'Torn covers', '5,00', 'Importe abonado'])
      expect(text).toContain(said);
    const mails = await cobro.mails(buyer.email);
    const mail = mails.find((one) => one.subject?.includes(number));
    expect(mail?.subject).toContain('Factura rectificativa');
    expect(mail?.attachments[0]?.content.equals(bytes)).toBe(true);
    const copies = await cobro.mails(cobro.tenant.financeEmail);
    expect(copies.some((one) => one.subject?.includes(number))).toBe(true);
  });
});

describe('a credit note on a paid invoice', () => {
  const paid = async (pieces: Record<string, number>) => {
    const one = await invoiced(pieces);
    await pay(cobro, one.invoice, one.invoice.totals.gross);
    return one;
  };

  it('becomes the customer’s credit, which settles another invoice or is refunded', async () => {
    const { order, invoice } = await paid({ BOOK: 5 });
    const other = await invoiced({ BOOK: 1 });
    const before = (await creditOf()).used;
    const note = await credit(invoice.id, { reason: 'Came back', lines: [{ line: 1, quantity: 3 }] });
    expect(note).toMatchObject({ applied: 0, unapplied: 3630, refunded: 0, allocations: [] });
    expect(await invoiceNow(invoice.id)).toMatchObject({ status: 'paid', totals: { credited: 0, due: 0 } });
    expect(before - (await creditOf()).used).toBe(3630);
    expect(await orderOf(cobro, order.id)).toMatchObject({ status: 'completed' });

    const over = await cobro.request('POST', `/v1/credit-notes/${note.id}/allocations`, {
      invoiceId: other.invoice.id,
      amount: 1211,
    });
    expect(over).toMatchObject({ status: 422, body: { code: 'over_allocated' } });
    const applied = await cobro.post(`/v1/credit-notes/${note.id}/allocations`, {
      invoiceId: other.invoice.id,
      amount: 1210,
    });
    expect(applied).toMatchObject({ applied: 1210, unapplied: 2420, refunded: 0 });
    await cobro.settle();
    expect(await invoiceNow(other.invoice.id)).toMatchObject({
      status: 'credited',
      totals: { credited: 1210, due: 0 },
    });
    expect(await orderOf(cobro, other.order.id)).toMatchObject({ status: 'completed' });
    expect(await typesOf(other.order.id)).toContain('credit_note.applied');

    const refund = { amount: 2421, reason: 'Wants the money' };
    const tooMuch = await cobro.request('POST', `/v1/credit-notes/${note.id}/refunds`, refund);
    expect(tooMuch).toMatchObject({ status: 422, body: { code: 'over_refunded' } });
    const payable = (await books(cobro)).balanceOf('refunds_payable');
    const refunded = await cobro.request('POST', `/v1/credit-notes/${note.id}/refunds`, { ...refund, amount: 2420 });
    expect(refunded).toMatchObject({
      status: 201,
      body: { unapplied: 0, refunded: 2420, refunds: [{ id: expect.stringMatching(/^rfd_/), amount: 2420 }] },
    });
    await cobro.settle();
    expect((await books(cobro)).balanceOf('refunds_payable') - payable).toBe(-2420);
  });

  it('and partly due settles what is due first', async () => {
    const { invoice } = await invoiced({ BOOK: 2 });
    await pay(cobro, invoice, 2000);
    const note = await credit(invoice.id, { reason: 'One came back', lines: [{ line: 1, quantity: 1 }] });
    expect(note).toMatchObject({ applied: 420, unapplied: 790 });
    expect(await invoiceNow(invoice.id)).toMatchObject({
      status: 'paid',
      totals: { paid: 2000, credited: 420, due: 0 },
    });
  });
});

describe('a payment', () => {
  it('is refunded from what it has left, and from nothing else', async () => {
    const { invoice } = await invoiced({ BOOK: 1 });
    const payment = await pay(cobro, invoice, 2000);
    const refund = (amount: number) =>
      cobro.request('POST', `/v1/payments/${payment.id}/refunds`, { amount, reason: 'Paid too much' });
    expect(await refund(791)).toMatchObject({ status: 422, body: { code: 'over_refunded' } });
    const before = (await creditOf()).used;
    expect(await refund(790)).toMatchObject({
      status: 201,
      body: { status: 'applied', applied: 1210, unapplied: 0, refunded: 790, refunds: [{ amount: 790 }] },
    });
    expect((await creditOf()).used - before).toBe(790);
    expect(await refund(1)).toMatchObject({ status: 422 });
    await cobro.settle();
    const { items } = await cobro.get(`/v1/audit-trail?kind=payment&id=${payment.id}`);
    expect(items.at(-1)).toMatchObject({ type: 'payment.refunded', data: { refunded: 790 } });
  });
});

describe('what cannot be credited', () => {
  it('is refused with the field and the way out', async () => {
    const { invoice } = await invoiced({ BOOK: 2 });
    const refusals: [object, number, string, string?][] = [
      [{ reason: 'x', lines: [{ line: 1, quantity: 3 }] }, 422, 'over_credited', 'lines[0].quantity'],
      [{ reason: 'x', amount: 2421 }, 422, 'over_credited', 'amount'],
      [{ reason: 'x', lines: [{ line: 9, quantity: 1 }] }, 400, 'invalid_request', 'lines[0].line'],
      [
        {
          reason: 'x',
          lines: [
            { line: 1, quantity: 1 },
            { line: 1, quantity: 1 },
          ],
        },
        400,
        'invalid_request',
        'lines[1].line',
      ],
      [{ reason: 'x', lines: [{ line: 1, quantity: 1 }], amount: 1 }, 400, 'invalid_request'],
      [{ reason: 'x', amount: 0 }, 400, 'invalid_request', 'amount'],
      [{ amount: 1 }, 400, 'invalid_request', 'reason'],
      [{ reason: 'x', whatever: 1 }, 400, 'invalid_request', 'whatever'],
    ];
    for (const [body, status, code, path] of refusals) {
      const answer = await issue(invoice.id, body);
      expect(answer, JSON.stringify(body)).toMatchObject({ status, body: { code } });
      if (path !== undefined) expect(answer.body.errors[0].path).toBe(path);
    }
    await credit(invoice.id, { reason: 'All' });
    expect(await issue(invoice.id, { reason: 'Again' })).toMatchObject({
      status: 422,
      body: { code: 'nothing_to_credit' },
    });
    expect(await issue(invoice.id, { reason: 'x', amount: 1 })).toMatchObject({ body: { code: 'over_credited' } });
    expect(await issue('inv_01ARZ3NDEKTSV4RRFFQ69G5FAV', { reason: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'invoice_not_found' },
    });
  });

  it('is another customer’s to see or to settle', async () => {
    const [mine, stranger] = [await makeCustomer(cobro), await makeCustomer(cobro)];
    const { invoice } = await invoiced({ BOOK: 2 }, mine);
    await pay(cobro, invoice, invoice.totals.gross);
    const note = await credit(invoice.id, { reason: 'Back' });
    const path = `/v1/credit-notes/${note.id}`;
    expect((await cobro.get(path, { customerId: mine.id })).id).toBe(note.id);
    for (const at of [path, `${path}.pdf`])
      expect(await cobro.request('GET', at, undefined, { customerId: stranger.id })).toMatchObject({ status: 404 });
    const listed = async (query: string, asking = {}) =>
      (await cobro.get(`/v1/credit-notes${query}`, asking)).items.map(({ id }: any) => id);
    expect(await listed('', { customerId: stranger.id })).toEqual([]);
    expect(await listed(`?invoiceId=${invoice.id}`, { customerId: stranger.id })).toEqual([]);
    expect(await listed('', { customerId: mine.id })).toEqual([note.id]);
    expect(await listed(`?invoiceId=${invoice.id}`)).toEqual([note.id]);
    expect(await listed(`?customerId=${mine.id}`)).toEqual([note.id]);
    expect((await listed('?limit=100'))[0]).toBe(note.id);
    const theirs = await invoiced({ BOOK: 1 }, stranger);
    const body = { invoiceId: theirs.invoice.id, amount: 100 };
    expect(await cobro.request('POST', `${path}/allocations`, body)).toMatchObject({
      body: { code: 'wrong_customer' },
    });
  });
});

describe('repeats', () => {
  it('credit, settle and refund once', async () => {
    const { invoice } = await invoiced({ BOOK: 4 });
    await pay(cobro, invoice, invoice.totals.gross);
    const twice = async (path: string, body: object, key: string): Promise<any> => {
      const [first, second] = await Promise.all([1, 2].map(() => cobro.request('POST', path, body, { key })));
      const later = await cobro.request('POST', path, body, { key });
      expect(later.headers.get('idempotent-replayed')).toBe('true');
      for (const one of [first, second].filter((answer) => answer?.status !== 409))
        expect(one?.body).toEqual(later.body);
      return later.body;
    };
    const note = await twice(
      `/v1/invoices/${invoice.id}/credit-notes`,
      { reason: 'Back', amount: 1000 },
      `n-${invoice.id}`,
    );
    const refund = { amount: 400, reason: 'Money back' };
    expect(await twice(`/v1/credit-notes/${note.id}/refunds`, refund, `r-${note.id}`)).toMatchObject({ refunded: 400 });
    await cobro.settle();
    expect((await cobro.get(`/v1/credit-notes?invoiceId=${invoice.id}`)).items).toHaveLength(1);
    expect(await cobro.get(`/v1/credit-notes/${note.id}`)).toMatchObject({ unapplied: 600, refunded: 400 });
  });
});

describe('at once', () => {
  it('two credit notes of one invoice never take back more than it, and their numbers have no gap', async () => {
    const rounds = Number(process.env['RACES'] ?? 12);
    for (let round = 0; round < rounds; round += 1) {
      const { invoice } = await invoiced({ BOOK: 3 });
      const wishes = [{ lines: [{ line: 1, quantity: 2 }] }, { lines: [{ line: 1, quantity: 2 }] }, { amount: 1500 }];
      const answers = await Promise.all(wishes.map((wish) => issue(invoice.id, { reason: 'At once', ...wish })));
      const gross = answers
        .filter(({ status }) => status === 201)
        .reduce((sum, { body }) => sum + body.totals.gross, 0);
      expect(answers.every(({ status, body }) => status === 201 || body.code === 'over_credited')).toBe(true);
      expect(gross).toBeLessThanOrEqual(invoice.totals.gross);
      expect((await invoiceNow(invoice.id)).totals).toMatchObject({
        credited: gross,
        due: invoice.totals.gross - gross,
      });
    }
  }, 240_000);

  it('a credit note and a payment of the same invoice: what is not due any more is the customer’s', async () => {
    const rounds = Number(process.env['RACES'] ?? 12);
    for (let round = 0; round < rounds; round += 1) {
      const { invoice } = await invoiced({ BOOK: 2 });
      const [note, payment] = await Promise.all([
        issue(invoice.id, { reason: 'At once', amount: 1500 }),
        pay(cobro, invoice, 2000),
      ]);
      const { totals } = await invoiceNow(invoice.id);
      const settled = await cobro.get(`/v1/payments/${payment.id}`);
      const { applied, unapplied } = await cobro.get(`/v1/credit-notes/${note.body.id}`);
      expect(totals).toMatchObject({ paid: settled.applied, credited: applied, due: 0 });
      expect(settled.unapplied + unapplied).toBe(2000 + 1500 - 2420);
    }
  }, 240_000);
});

describe('any orders, payments and credit notes', () => {
  it('leave books, exposure, register and credit notes that add up', async () => {
    const step = fc.record({
      by: fc.constantFrom('line', 'amount', 'pay', 'rest'),
      part: fc.integer({ min: 1, max: 100 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(step, { maxLength: 5 }),
        async (books_, breads, steps) => {
          const { invoice } = await invoiced({ BOOK: books_, ...(breads > 0 && { BREAD: breads }) });
          for (const { by, part } of steps) {
            const amount = Math.max(1, Math.round((invoice.totals.gross * part) / 100));
            if (by === 'pay') await pay(cobro, invoice, amount);
            else {
              const wish = by === 'line' ? { lines: [{ line: 1, quantity: 1 }] } : by === 'amount' ? { amount } : {};
              const { status } = await issue(invoice.id, { reason: by, ...wish });
              expect([201, 422]).toContain(status);
            }
          }
          const { items } = await cobro.get(`/v1/credit-notes?invoiceId=${invoice.id}`);
          const gross = items.reduce((sum: number, one: any) => sum + one.totals.gross, 0);
          expect(gross).toBeLessThanOrEqual(invoice.totals.gross);
        },
      ),
      {
        numRuns: Number(process.env['ORDERS'] ?? 12),
        seed: Number(process.env['SEED'] ?? 20_261_126),
        endOnFailure: true,
      },
    );
    await cobro.settle();
    await expectAllVerified();
  }, 240_000);
});
