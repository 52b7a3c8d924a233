import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCodes } from '../../shared/problem-codes.ts';
import { address, makeCustomer, makeProduct, makeWarehouse } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await makeWarehouse(cobro);
  await makeProduct(cobro, 'BOOK');
});
afterAll(() => cobro.stop());

describe('If-Match', () => {
  it.each([
    ['PUT', '/v1/products/BOOK', { name: 'New', unitPrice: 1, currency: 'EUR', taxCategory: 'standard' }],
    ['PUT', '/v1/warehouses/MAD', { name: 'New', address }],
  ])('%s %s changes the version that was read and refuses a stale one', async (method, path, body) => {
    const read = await cobro.request('GET', path);
    const etag = read.headers.get('etag') ?? '';
    expect(etag).toBe(`"${read.body.version}"`);
    const first = await cobro.request(method, path, body, { headers: { 'if-match': etag } });
    const second = await cobro.request(method, path, body, { headers: { 'if-match': etag } });
    expect([first.status, second.status]).toEqual([200, 412]);
    expect(second.body.code).toBe('stale_version');
    expect(first.body.version).toBe(read.body.version + 1);
  });

  it('guards a customer and its credit too, each with its own version', async () => {
    const { id } = await makeCustomer(cobro);
    const path = `/v1/customers/${id}`;
    const etag = (await cobro.request('GET', path)).headers.get('etag') ?? '';
    const ifMatch = { headers: { 'if-match': etag } };
    expect((await cobro.request('PATCH', path, { name: 'A' }, ifMatch)).status).toBe(200);
    expect((await cobro.request('PATCH', path, { name: 'B' }, ifMatch)).status).toBe(412);
    const credit = (await cobro.request('GET', `${path}/credit`)).headers.get('etag') ?? '';
    const guarded = { headers: { 'if-match': credit } };
    expect((await cobro.request('PUT', `${path}/credit`, { limit: 1 }, guarded)).status).toBe(200);
    expect((await cobro.request('PUT', `${path}/credit`, { limit: 2 }, guarded)).status).toBe(412);
  });

  it('lets exactly one of twenty who decided on the same version through', async () => {
    const { id } = await makeCustomer(cobro);
    const path = `/v1/customers/${id}`;
    const etag = (await cobro.request('GET', path)).headers.get('etag') ?? '';
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        cobro.request('PATCH', path, { name: `Writer ${at}` }, { headers: { 'if-match': etag } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
  });
});

describe('the codes of refusals', () => {
  it('are all raised somewhere', () => {
    const root = resolve(import.meta.dirname, '../..');
    const source = ['shared', 'functions']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
      )
      .filter((file) => file.endsWith('.ts') && !file.endsWith('problem-codes.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    // The last one is the gateway's own.
    const unused = Object.keys(problemCodes).filter((code) => !source.includes(`'${code}'`));
    expect(unused).toEqual(['too_many_requests']);
  });
});
