import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callBy } from '../../shared/call.ts';
import { newId } from '../../shared/ids.ts';
import { findInvoices, saveInvoice } from '../../shared/invoices/invoice-store.ts';
import { noCredits } from '../../shared/invoices/stored-invoice.ts';
import { keys, monthOf } from '../../shared/table/table-map.ts';
import { rememberBucket } from '../../shared/table/table.ts';
import { Work } from '../../shared/table/work.ts';
import { makeCustomer, makeProduct, makeWarehouse, receive } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';
import { allOf, pagesOf } from '../make/list-pages.ts';
import { invoiceOf, lineOf } from '../make/sample-invoice.ts';

/*
 * Pages are walked while others work: whatever matched from the first page to the last is found exactly once, and nothing is
 * found twice.
 */

let cobro: Cobro;
let customers: string[];
const call = () => callBy({ actor: 'test', correlationId: 'test' });
const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)];

beforeAll(async () => {
  cobro = await startCobro();
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
  await receive(cobro, 'BOOK', 10_000);
  customers = [(await makeCustomer(cobro, { limit: 0 })).id, (await makeCustomer(cobro, { limit: 0 })).id];
});
afterAll(() => cobro.stop());

/** What happens after a page: somebody places, approves or rejects so many. */
const Meanwhile = fc.array(fc.record({ what: fc.constantFrom('place', 'approve', 'reject'), at: fc.nat(1000) }), {
  maxLength: 4,
});

interface Walk {
  path: string;
  limit: number;
  matching: () => Promise<Map<string, string>>;
  between: () => Promise<unknown>;
}

/** Walks a list while things change, then holds what was found against what was there before and after. */
const walk = async ({ path, limit, matching, between }: Walk): Promise<number> => {
  const before = await matching();
  const found = (await pagesOf(cobro, path, { limit, between })).flat().map(({ id }) => id);
  const after = await matching();
  expect(new Set(found).size, 'nothing is found twice').toBe(found.length);
  // A version that stands before and after stood throughout.
  const throughout = [...before].filter(([id, version]) => after.get(id) === version).map(([id]) => id);
  expect(
    throughout.filter((id) => !found.includes(id)),
    `missing in ${path}`,
  ).toEqual([]);
  return throughout.length;
};

const place = async (at: number): Promise<unknown> =>
  cobro.post('/v1/orders', {
    customerId: pick(customers, at),
    currency: 'EUR',
    lines: [{ sku: 'BOOK', quantity: 1 }],
  });

const decide = async (decision: string, at: number): Promise<void> => {
  const { items } = await cobro.get('/v1/credit-reviews?limit=100');
  const review = pick<any>(items, at);
  // Two decisions may meet on one order: the second is refused, and that is right.
  if (review)
    await cobro.request('POST', `/v1/credit-reviews/${review.orderId}/decision`, { decision, reason: 'Test' });
};

describe('pages walked while orders come in and change', () => {
  it('hold every order that matched throughout exactly once', async () => {
    for (let at = 0; at < 40; at += 1) await place(at);
    let seen = 0;
    const Filter = fc.record({
      customer: fc.constantFrom(-1, 0, 1),
      status: fc.constantFrom('', 'credit_hold', 'rejected', 'accepted', 'fulfilling'),
    });
    await fc.assert(
      fc.asyncProperty(
        Filter,
        fc.constantFrom(1, 2, 3, 7),
        fc.array(Meanwhile, { minLength: 1, maxLength: 8 }),
        async ({ customer, status }, limit, meanwhiles) => {
          const queries = [
            ...(customer < 0 ? [] : [`customerId=${customers[customer]}`]),
            ...(status === '' ? [] : [`status=${status}`]),
          ];
          const path = ['/v1/orders', queries.join('&')].filter(Boolean).join('?');
          let page = 0;
          seen += await walk({
            path,
            limit,
            matching: async () =>
              new Map((await allOf(cobro, path, 100)).map(({ id, version }) => [id, String(version)])),
            between: async () => {
              const steps = meanwhiles[page] ?? [];
              page += 1;
              await Promise.all(steps.map(({ what, at }) => (what === 'place' ? place(at) : decide(what, at))));
            },
          });
          await cobro.settle();
        },
      ),
      { numRuns: 40, seed: Number(process.env['SEED'] ?? 7), endOnFailure: true },
    );
    expect(seen).toBeGreaterThan(300);
  }, 120_000);
});

describe('pages walked while invoices are paid and paid back', () => {
  const statuses = ['open', 'partially_paid', 'paid'] as const;
  const invoices: string[] = [];

  const issue = async (at: number): Promise<void> => {
    const issueDate = '2026-11-20';
    const document = invoiceOf([lineOf(1)], { customerId: pick(customers, at), status: pick(statuses, at), issueDate });
    const day = String((at % 5) + 10);
    const id = newId('inv');
    invoices.push(id);
    await rememberBucket(keys.bucket('invoice', monthOf(issueDate)));
    const work = new Work(call());
    const kept = { payments: [], formerPaymentIds: [], dunning: { steps: [] }, correlationId: 'test', sequence: 0 };
    const credited = { credits: noCredits, creditedBy: [] };
    saveInvoice(work, undefined, { ...document, ...kept, ...credited, id, dueDate: `2026-12-${day}` });
    await work.commit();
  };

  const change = async (at: number): Promise<void> => {
    const [invoice] = await findInvoices([pick(invoices, at) ?? ''], call());
    if (!invoice) return;
    const work = new Work(call());
    saveInvoice(work, invoice, { ...invoice, status: pick(statuses, at) ?? 'open' });
    await work.commit();
  };

  it('hold every invoice that matched throughout exactly once', async () => {
    for (let at = 0; at < 40; at += 1) await issue(at);
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', ...statuses.map((status) => `status=${status}&`)),
        fc.constantFrom('', 'dueBefore=2026-12-13&'),
        fc.constantFrom(-1, 0, 1),
        fc.constantFrom(1, 2, 5),
        fc.array(fc.array(fc.nat(1000), { maxLength: 4 }), { minLength: 1, maxLength: 8 }),
        async (status, due, customer, limit, meanwhiles) => {
          const path = `/v1/invoices?${status}${due}${customer < 0 ? '' : `customerId=${customers[customer]}&`}`;
          let page = 0;
          seen += await walk({
            path: path.slice(0, -1),
            limit,
            matching: async () =>
              new Map((await allOf(cobro, path.slice(0, -1), 100)).map(({ id, version }) => [id, String(version)])),
            between: async () => {
              // One after the other: two changes of one invoice would meet.
              for (const at of meanwhiles[page] ?? []) await (at % 4 === 0 ? issue(at) : change(at));
              page += 1;
            },
          });
        },
      ),
      { numRuns: 40, seed: Number(process.env['SEED'] ?? 7), endOnFailure: true },
    );
    expect(seen).toBeGreaterThan(300);
  }, 120_000);
});
