import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTenant } from '../../infra/read-tenants.ts';
import { restoreTenant } from '../../local/restore/restore-tenant.ts';
import { verifyData } from '../../local/restore/verify-data.ts';
import { invoicesOf, pay, receive, shipOrder } from '../make/business.ts';
import { startCobro } from '../make/cobro.ts';

/*
 * The items of a table as the first release wrote them: orders that are paid, shipped, at the warehouse, waiting and
 * held. The file never changes. Code that cannot read it cannot be deployed over anybody's data: give a new field a
 * default, read the old shape beside the new one, or write a migration.
 */
const itemsFile = resolve(import.meta.dirname, '../fixtures/first-release.jsonl.gz');
const tenant = readTenant(resolve(import.meta.dirname, '../../infra/tenants/acme.json'));
const folder = mkdtempSync(join(tmpdir(), 'cobro-first-release-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All findings but the two PDFs that were not copied. */
const findingsOf = async (dataDir: string): Promise<string[]> => {
  const { findings } = await verifyData(tenant, dataDir);
  const missing = findings.filter((finding) => /^The PDF of \w+ is not there\.$/.test(finding));
  expect(missing).toHaveLength(2);
  return findings.filter((finding) => !missing.includes(finding));
};

it('what the first release stored is read, adds up, and goes on to its end', async () => {
  const dataDir = join(folder, 'data');
  // The copy has no documents, so nothing is mailed again.
  await restoreTenant({ tenant, itemsFile, dataDir, republishFrom: '9999-01-01T00:00:00.000Z' });
  expect(await findingsOf(dataDir)).toEqual([]);
  const cobro = await startCobro('acme', dataDir);
  try {
    await receive(cobro, 'RARE', 10);
    await cobro.settle();
    const { items: held } = await cobro.get('/v1/credit-reviews?status=open');
    expect(held).toHaveLength(1);
    await cobro.post(`/v1/credit-reviews/${held[0].orderId}/decision`, { decision: 'approve', reason: 'known' });
    await cobro.settle();
    const { items: orders } = await cobro.get('/v1/orders?limit=100');
    expect(orders.map(({ status }: any) => status).toSorted()).toEqual([
      'completed',
      'fulfilling',
      'fulfilling',
      'fulfilling',
      'shipped',
    ]);
    for (const { id } of orders) {
      await shipOrder(cobro, id);
      for (const invoice of await invoicesOf(cobro, id)) {
        if (invoice.totals.due > 0) await pay(cobro, invoice, invoice.totals.due);
      }
      expect((await cobro.get(`/v1/orders/${id}`)).status).toBe('completed');
    }
    const numbers = (await cobro.get('/v1/invoices?limit=100')).items.map(({ number }: any) =>
      Number(number.slice(-6)),
    );
    expect(numbers.toSorted((a: number, b: number) => a - b)).toEqual([1, 2, 3, 4, 5]);
  } finally {
    await cobro.embedded.stop();
  }
  expect(await findingsOf(dataDir)).toEqual([]);
}, 60_000);
