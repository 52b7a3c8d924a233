import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../shared/table/table.ts';
import { everyItem, verifyTable } from '../../../shared/verification/verify-table.ts';
import { invoicesOf, makeCustomer, openShop, pay, placeOrder, shipOrder } from '../../make/business.ts';
import { type Cobro, startCobro } from '../../make/cobro.ts';

let cobro: Cobro;
let rows: any[];
beforeAll(async () => {
  cobro = await startCobro();
  const { id: customerId } = await openShop(cobro);
  for (const pieces of [1, 2, 3]) {
    const { id } = await placeOrder(cobro, customerId, { BOOK: pieces });
    await shipOrder(cobro, id);
    const [invoice] = await invoicesOf(cobro, id);
    if (pieces < 3) await pay(cobro, invoice, invoice.totals.due + 7);
  }
  const member = await makeCustomer(cobro);
  await cobro.put(`/v1/customers/${member.id}/credit`, { parentCustomerId: customerId });
  await placeOrder(cobro, member.id, { BOOK: 1 });
  await placeOrder(cobro, customerId, { BOOK: 4 });
  const returned = await placeOrder(cobro, customerId, { BOOK: 5 });
  await shipOrder(cobro, returned.id);
  const [open] = await invoicesOf(cobro, returned.id);
  await pay(cobro, open, open.totals.due - 600);
  const announced = { reason: 'Torn', lines: [{ lineId: '1', quantity: 2 }] };
  const { id: returnId } = await cobro.post(`/v1/orders/${returned.id}/returns`, announced);
  const lines = [{ lineId: '1', quantity: 1, condition: 'damaged', warehouse: 'MAD' }];
  await cobro.post(`/v1/returns/${returnId}/receive`, { lines });
  await cobro.settle();
  rows = [];
  for await (const row of everyItem()) rows.push(row);
});
afterAll(() => cobro.stop());

const read = async function* (items: readonly Row[]): AsyncGenerator<Row> {
  yield* items;
};

/** What is found when one item is another, or gone. */
const after = async (is: (row: any) => boolean, change?: (row: any) => void): Promise<readonly string[]> => {
  const copy = structuredClone(rows);
  const at = copy.findIndex(is);
  expect(at).toBeGreaterThanOrEqual(0);
  if (change) change(copy[at]);
  else copy.splice(at, 1);
  return (await verifyTable(read(copy))).findings;
};

describe('verifying a table', () => {
  it('finds nothing where nothing is wrong, and says how much it looked at', async () => {
    const { counts, findings } = await verifyTable(read(rows));
    expect(findings).toEqual([]);
    expect(counts).toMatchObject({ invoice: 4, payment: 3, stock: 1, 'credit-note': 1, return: 1 });
  });

  it.each<[string, (row: any) => boolean, ((row: any) => void) | undefined, RegExp]>([
    [
      'a journal out of balance',
      (row) => row.kind === 'journal',
      (row) => (row.postings[0].debit += 1),
      /out of balance/,
    ],
    [
      'a group that uses less than its members',
      (row) => row.groupUsed !== undefined,
      (row) => (row.groupUsed -= 1),
      /The counter groupUsed of/,
    ],
    ['a journal that is gone', (row) => row.kind === 'journal', undefined, /The balance .* its journals/],
    [
      'a journal no balance counts',
      (row) => row.kind === 'journal',
      (row) => delete row.projected,
      /not in the balances/,
    ],
    ['a balance that is another', (row) => row.pk === 'ledger', (row) => (row.debit += 1), /The balance/],
    [
      'an average of scores that drifted',
      (row) => row.pk === 'credit-average',
      (row) => (row.points += 1),
      /points of the credit average/,
    ],
    ['a score that is gone', (row) => row.sk === 'credit-score', undefined, /customers of the credit average/],
    ['exposure that drifted', (row) => row.sk === 'credit', (row) => (row.openOrders += 1), /openOrders of cus_/],
    [
      'an invoice that is gone',
      (row) => row.pk.startsWith('invoice#') && row.sk === 'invoice',
      undefined,
      /is not there/,
    ],
    [
      'a due amount that is another',
      (row) => row.pk.startsWith('invoice#') && row.sk === 'invoice',
      (row) => (row.totals.due += 5),
      /receivables/,
    ],
    [
      'a buyer that was changed',
      (row) => row.pk.startsWith('invoice#') && row.sk === 'invoice',
      (row) => (row.buyer.name = 'Another'),
      /its hash is another/,
    ],
    [
      'a register entry that is gone',
      (row) => row.pk.startsWith('register#'),
      undefined,
      /Numbers are missing|not in the register/,
    ],
    [
      'a link that is another',
      (row) => row.pk.startsWith('register#'),
      (row) => (row.previousHash = 'x'),
      /chain is broken/,
    ],
    [
      'a counter of the series gone back',
      (row) => row.sk === 'series',
      (row) => (row.counter -= 1),
      /not at its last entry/,
    ],
    [
      'a credit note that is gone',
      (row) => row.pk.startsWith('credit-note#') && row.sk === 'credit-note',
      undefined,
      /is not there[^]*By the invoices credit notes on/,
    ],
    [
      'a reason of a credit note that was changed',
      (row) => row.pk.startsWith('credit-note#') && row.sk === 'credit-note',
      (row) => (row.reason = 'Another'),
      /its hash is another/,
    ],
    [
      'a credit note of which some is lost',
      (row) => row.pk.startsWith('credit-note#') && row.sk === 'credit-note',
      (row) => (row.unapplied -= 1),
      /does not add up/,
    ],
    [
      'an invoice credited beyond its amount',
      (row) => row.sk === 'invoice' && row.credits?.gross > 0,
      (row) => (row.credits.groups[0].base = 9_999_999),
      /More is credited/,
    ],
    [
      'pieces of an order that no return brought back',
      (row) => row.sk === 'order#lines#000' && row.lines[0].returned === 1,
      (row) => (row.lines[0].returned = 5),
      /comes back than has shipped[^]*By the order returned/,
    ],
    [
      'a return that was forgotten to be credited',
      (row) => row.sk === 'return',
      (row) => row.toCredit.push({ lineId: '1', quantity: 1, refund: false }),
      /is not credited yet/,
    ],
    ['stock that drifted', (row) => row.sk === 'stock', (row) => (row.onHand += 1), /onHand of BOOK@MAD/],
    ['a movement that is gone', (row) => row.type === 'stock.moved', undefined, /onHand of BOOK@MAD/],
    ['a payment that is another', (row) => row.sk === 'payment', (row) => (row.unapplied += 1), /customer_credit/],
    ['an event that is gone', (row) => row.type === 'order.received', undefined, /events, the last is number/],
  ])('finds %s', async (_, is, change, finding) => {
    expect((await after(is, change)).join('\n')).toMatch(finding);
  });
});
