import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as sweep } from '../../functions/orders/resume-interrupted-work.ts';
import { issueCreditNote } from '../../shared/credit-notes/issue-credit-note.ts';
import { findCreditNotes } from '../../shared/credit-notes/credit-note-store.ts';
import { createCustomer } from '../../shared/customers/create-customer.ts';
import { setCredit } from '../../shared/credit/set-credit.ts';
import { pickFulfillment } from '../../shared/fulfillments/pick-fulfillment.ts';
import { checkFulfillment, packFulfillment } from '../../shared/fulfillments/prepare-fulfillment.ts';
import { shipFulfillment } from '../../shared/fulfillments/ship-fulfillment.ts';
import { loadInvoice } from '../../shared/invoices/invoice-store.ts';
import { issueInvoice } from '../../shared/invoices/issue-invoice.ts';
import type { StoredInvoice } from '../../shared/invoices/stored-invoice.ts';
import { projectJournals } from '../../shared/ledger/project-journals.ts';
import { sumOf } from '../../shared/money/money.ts';
import { loadOrder } from '../../shared/orders/order-store.ts';
import { placeOrder } from '../../shared/orders/place-order.ts';
import { reserveOrder } from '../../shared/orders/reserve-order.ts';
import { recordPayment } from '../../shared/payments/record-payment.ts';
import { putProduct } from '../../shared/products/put-product.ts';
import { cancelReturn } from '../../shared/returns/cancel-return.ts';
import { creditReturn } from '../../shared/returns/credit-return.ts';
import { receiveReturn } from '../../shared/returns/receive-return.ts';
import { requestReturn } from '../../shared/returns/request-return.ts';
import { loadReturn } from '../../shared/returns/return-store.ts';
import { bookStockMovement } from '../../shared/stock/move-stock.ts';
import { everyItem, verifyTable } from '../../shared/verification/verify-table.ts';
import { putWarehouse } from '../../shared/warehouses/put-warehouse.ts';
import { address } from '../make/business.ts';
import { startTable, type TableOnly } from '../make/table.ts';

/** The verbs alone on the real engine, so that the races are those of the test and nobody helps out. */
let table: TableOnly;
let customerId: string;
const rounds = Number(process.env['RACES'] ?? 100);

beforeAll(async () => {
  table = await startTable();
  await putWarehouse('MAD', { name: 'Madrid', address }, undefined, table.call());
  for (let at = 0; at < 100; at += 1) {
    const sku = `S-${at}`;
    const product = {
      name: sku,
      kind: 'goods',
      unitPrice: 1000,
      currency: 'EUR',
      taxCategory: 'standard',
      active: true,
    } as const;
    await putProduct(sku, product, undefined, table.call());
    await bookStockMovement({ sku, warehouse: 'MAD', quantity: 10_000, reason: 'receipt' }, table.call());
  }
  const ana = { name: 'Ana', email: 'ana@pena.example', language: 'es', billingAddress: address } as const;
  ({ id: customerId } = await createCustomer(ana, table.call()));
  await setCredit(customerId, { hold: 'off' }, undefined, table.call());
}, 120_000);
afterAll(() => table.stop());

const ship = async (lines: { sku: string; quantity: number }[]): Promise<{ orderId: string; shipmentId: string }> => {
  const input = { customerId, currency: 'EUR', channel: 'storefront', lines } as const;
  const { id: orderId } = await placeOrder({ ...input, lines }, false, table.call());
  await reserveOrder(orderId, table.call());
  const { header } = await loadOrder(orderId, table.call());
  const [list = ''] = header.fulfillmentIds;
  await pickFulfillment(list, {}, table.call());
  await packFulfillment(list, { packages: [{ weightGrams: 1 }] }, table.call());
  await checkFulfillment(list, { result: 'pass' }, table.call());
  const { id: shipmentId } = await shipFulfillment(list, {}, table.call());
  return { orderId, shipmentId };
};

const invoiced = async (
  lines: { sku: string; quantity: number }[],
): Promise<{ orderId: string; invoice: StoredInvoice }> => {
  const { orderId, shipmentId } = await ship(lines);
  const invoice = await issueInvoice(orderId, shipmentId, table.call());
  if (!invoice) throw new Error('The shipment has its invoice already.');
  return { orderId, invoice };
};

const invoiceNow = (id: string): Promise<StoredInvoice> => loadInvoice(id, table.call());

/** What of these went well; anything but one of the codes is an error of ours. */
const won = async <T>(codes: string[], tries: Promise<T>[]): Promise<T[]> => {
  const outcomes = await Promise.allSettled(tries);
  for (const one of outcomes) if (one.status === 'rejected') expect(codes).toContain(one.reason.code);
  return outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
};

const withLatency = async (work: () => Promise<void>): Promise<void> => {
  table.engine.setLatency(3);
  try {
    await work();
  } finally {
    table.engine.setLatency(0);
  }
};

describe(`${rounds} times at once`, () => {
  it('two credit notes on one invoice never take back more than it', async () => {
    const invoices: StoredInvoice[] = [];
    for (let round = 0; round < rounds; round += 1)
      invoices.push((await invoiced([{ sku: 'S-0', quantity: 3 }])).invoice);
    await withLatency(async () => {
      for (const { id, totals } of invoices) {
        const notes = await won(
          ['over_credited'],
          [
            issueCreditNote(id, { reason: 'One', lines: [{ line: 1, quantity: 2 }] }, table.call()),
            issueCreditNote(id, { reason: 'Two', lines: [{ line: 1, quantity: 2 }] }, table.call()),
          ],
        );
        expect(notes).toHaveLength(1);
        expect((await invoiceNow(id)).totals).toMatchObject({ credited: 2420, due: totals.gross - 2420 });
      }
    });
  }, 240_000);

  it('a credit note and a payment of the same invoice: each cent settles once', async () => {
    const invoices: StoredInvoice[] = [];
    for (let round = 0; round < rounds; round += 1)
      invoices.push((await invoiced([{ sku: 'S-1', quantity: 2 }])).invoice);
    await withLatency(async () => {
      for (const { id, number } of invoices) {
        const call = table.call();
        const paid = {
          amount: 2420,
          currency: 'EUR',
          receivedOn: call.today,
          method: 'cash',
          reference: number,
        } as const;
        const [note, payment] = await Promise.all([
          issueCreditNote(id, { reason: 'One is torn', amount: 1210 }, call),
          recordPayment(paid, table.call()),
        ]);
        const { totals } = await invoiceNow(id);
        expect(totals).toMatchObject({ due: 0, paid: payment.applied, credited: note.applied });
        expect(payment.unapplied + note.unapplied).toBe(1210);
      }
    });
  }, 240_000);

  it('two returns of the same pieces never bring back more than has shipped', async () => {
    const lines = Array.from({ length: Math.min(rounds, 100) }, (_, at) => ({ sku: `S-${at}`, quantity: 3 }));
    const { orderId } = await invoiced(lines);
    await withLatency(async () => {
      for (const at of lines.keys()) {
        const wish = { reason: 'Both', lines: [{ lineId: String(at + 1), quantity: 2 }] };
        const asked = () => requestReturn(orderId, wish, table.call());
        expect(await won(['not_returnable'], [asked(), asked()])).toHaveLength(1);
      }
    });
    const order = await loadOrder(orderId, table.call());
    expect(order.lines.every(({ returning, returned }) => returning === 2 && returned === 0)).toBe(true);
  }, 240_000);

  it('one return taken in twice and cancelled, and credited by several: pieces and money come back once', async () => {
    await withLatency(async () => {
      for (let round = 0; round < Math.ceil(rounds / 5); round += 1) {
        const { orderId, invoice } = await invoiced([{ sku: 'S-2', quantity: 4 }]);
        const { id } = await requestReturn(
          orderId,
          { reason: 'All', lines: [{ lineId: '1', quantity: 4 }] },
          table.call(),
        );
        const taken = {
          lines: [{ lineId: '1', quantity: 3, condition: 'sellable', warehouse: 'MAD' }],
          settlement: 'credit',
        } as const;
        const take = () => receiveReturn(id, { ...taken, lines: [...taken.lines] }, table.call());
        await won(['over_received', 'wrong_status'], [take(), take(), cancelReturn(id, table.call())]);
        await Promise.all([1, 2, 3].map(() => creditReturn(id, table.call())));
        const back = await loadReturn(id, table.call());
        const { lines } = await loadOrder(orderId, table.call());
        expect([0, 3]).toContain(lines[0]?.returned);
        expect(back.lines[0]).toMatchObject({ received: lines[0]?.returned, credited: lines[0]?.returned });
        const notes = await findCreditNotes(back.creditNoteIds, table.call());
        expect(sumOf(notes.map(({ totals }) => totals.gross))).toBe(1210 * (lines[0]?.returned ?? 0));
        expect((await invoiceNow(invoice.id)).totals.credited).toBe(1210 * (lines[0]?.returned ?? 0));
      }
    });
  }, 240_000);
});

describe('what a crash leaves', () => {
  it('is credited by the sweep, once, also beside a late event', async () => {
    const { orderId } = await invoiced([{ sku: 'S-3', quantity: 2 }]);
    const { id } = await requestReturn(orderId, { reason: 'All', lines: [{ lineId: '1', quantity: 2 }] }, table.call());
    const lines = [{ lineId: '1', quantity: 2, condition: 'damaged' as const, warehouse: 'MAD' }];
    await receiveReturn(id, { lines, settlement: 'refund' }, table.call());
    expect(await loadReturn(id, table.call())).toMatchObject({ creditNoteIds: [], toCredit: [{ quantity: 2 }] });
    const later = new Date(Date.parse(table.call().at) + 600_000).toISOString();
    const context: any = {};
    await Promise.all([sweep({ asOf: later }, context).catch(() => undefined), creditReturn(id, table.call())]);
    const back = await loadReturn(id, table.call());
    expect(back).toMatchObject({ toCredit: [], lines: [{ credited: 2 }] });
    expect(back.creditNoteIds).toHaveLength(1);
  });

  it('waits for the invoice: what is not invoiced cannot be taken in', async () => {
    const { orderId, shipmentId } = await ship([{ sku: 'S-4', quantity: 1 }]);
    const { id } = await requestReturn(
      orderId,
      { reason: 'Early', lines: [{ lineId: '1', quantity: 1 }] },
      table.call(),
    );
    const lines = [{ lineId: '1', quantity: 1, condition: 'sellable' as const, warehouse: 'MAD' }];
    const take = () => receiveReturn(id, { lines, settlement: 'credit' }, table.call());
    await expect(take()).rejects.toMatchObject({ code: 'not_invoiced_yet' });
    await issueInvoice(orderId, shipmentId, table.call());
    expect(await take()).toMatchObject({ status: 'received' });
    await creditReturn(id, table.call());
  });
});

it('twenty damaged skus at once fit into one transaction, and everything adds up at the end', async () => {
  const lines = Array.from({ length: 20 }, (_, at) => ({ sku: `S-${at}`, quantity: 1 }));
  const { orderId } = await invoiced(lines);
  const pieces = lines.map((_, at) => ({ lineId: String(at + 1), quantity: 1 }));
  const { id } = await requestReturn(orderId, { reason: 'Flooded', lines: pieces }, table.call());
  const came = pieces.map((one) => ({ ...one, condition: 'damaged' as const, warehouse: 'MAD' }));
  await receiveReturn(id, { lines: came, settlement: 'credit' }, table.call());
  await creditReturn(id, table.call());
  const journals: string[] = [];
  for await (const row of everyItem()) if (row['kind'] === 'journal') journals.push(String(row['id']));
  await projectJournals(journals, table.call());
  expect((await verifyTable(everyItem())).findings).toEqual([]);
}, 60_000);
