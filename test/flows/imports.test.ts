import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asking } from '../make/client.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';
import { makeProduct, openShop, receive } from '../make/business.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
});
afterAll(() => cobro.stop());

const csv = (...lines: string[]): string => lines.join('\r\n');

const sendCsv = (path: string, text: string, asking: Asking = {}) =>
  cobro.request('POST', path, text, { ...asking, headers: { 'content-type': 'text/csv', ...asking.headers } });

/** Imports a file and answers the import when it is finished. */
const importCsv = async (path: string, text: string, asking?: Asking): Promise<any> => {
  const { status, body } = await sendCsv(path, text, asking);
  expect(body).toMatchObject({ status: 'processing' });
  expect(status).toBe(202);
  await cobro.settle();
  return cobro.get(`/v1/imports/${body.id}`);
};

const rowsOf = async (id: string, query = ''): Promise<any[]> => {
  const rows: any[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: any = await cobro.get(
      `/v1/imports/${id}/rows?limit=100${query}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    rows.push(...page.items);
    cursor = page.nextCursor;
  }
  return rows;
};

const customerColumns = 'ref,name,email,language,billingAddress.line1,billingAddress.city,billingAddress.country';
const customerLine = (ref: string, name = `Tienda ${ref}`): string =>
  `${ref},${name},${ref}@tienda.example,es,Calle 1,Madrid,ES`;

describe('products from a file', () => {
  const names = 'sku,name,unitPrice,currency,taxCategory,weightGrams';

  it('are created, and the next file changes only what is otherwise', async () => {
    const first = await importCsv(
      '/v1/imports/products',
      csv(names, 'P-1,"Queso, curado",1299,EUR,reduced,250', 'P-2,Vino,850,EUR,standard,1200'),
    );
    expect(first).toMatchObject({ status: 'done', totalRows: 2, counts: { created: 2, refused: 0 } });
    expect(await cobro.get('/v1/products/P-1')).toMatchObject({ name: 'Queso, curado', unitPrice: 1299, version: 1 });

    const second = await importCsv(
      '/v1/imports/products',
      csv(names, 'P-1,"Queso, curado",1299,EUR,reduced,250', 'P-2,Vino,900,EUR,standard,1200'),
    );
    expect(second.counts).toMatchObject({ created: 0, updated: 1, unchanged: 1, refused: 0 });
    expect(await cobro.get('/v1/products/P-1')).toMatchObject({ version: 1 });
    expect(await cobro.get('/v1/products/P-2')).toMatchObject({ unitPrice: 900, version: 2 });
  });

  it('say of every row that is not right what is wrong, and take the others', async () => {
    const { id, status, counts } = await importCsv(
      '/v1/imports/products',
      csv(
        names,
        'R-1,Good,100,EUR,standard,1',
        'R-2,Half a price,10.5,EUR,standard,1',
        'bad sku,Name,100,EUR,none,1',
        'R-4,Dollars,100,USD,standard,1',
        'R-5,Too long,100,EUR,standard,1,more',
        ',No sku,100,EUR,standard,1',
        'R-7,"=HYPERLINK(""http://evil"")",100,EUR,standard,1',
      ),
    );
    expect({ status, counts }).toMatchObject({ status: 'done', counts: { rows: 7, created: 2, refused: 5 } });
    const refused = await rowsOf(id, '&result=refused');
    expect(
      refused.map(({ row, key, code, errors }) => [row, key, code, (errors ?? []).map((one: any) => one.path)]),
    ).toEqual([
      [2, 'R-2', 'invalid_request', ['unitPrice']],
      [3, 'bad sku', 'invalid_request', ['sku', 'taxCategory']],
      [4, 'R-4', 'currency_not_supported', []],
      [5, 'R-5', 'too_many_cells', []],
      [6, '', 'key_missing', []],
    ]);
    expect((await rowsOf(id)).map(({ row, result }) => [row, result])).toEqual([
      [1, 'created'],
      [2, 'refused'],
      [3, 'refused'],
      [4, 'refused'],
      [5, 'refused'],
      [6, 'refused'],
      [7, 'created'],
    ]);
  });

  it('come with semicolons, a byte order mark, empty lines and line breaks in a name as well', async () => {
    const { counts } = await importCsv(
      '/v1/imports/products',
      '\uFEFFsku;name;unitPrice;currency;taxCategory;description\n\nS-1;Piña;100;EUR;standard;"two\nlines"\n\n',
    );
    expect(counts).toMatchObject({ rows: 1, created: 1 });
    expect(await cobro.get('/v1/products/S-1')).toMatchObject({ name: 'Piña', description: 'two\nlines' });
  });

  it('go out as CSV and come in again without a change, formulas kept as text', async () => {
    await makeProduct(cobro, 'F-1', { name: '=1+1', description: 'says "hello", and more' });
    const { headers, bytes } = await cobro.request('GET', '/v1/products?limit=100', undefined, {
      headers: { accept: 'text/csv' },
    });
    expect(headers.get('content-type')).toContain('text/csv');
    const text = bytes.toString();
    expect(text).toContain("'=1+1");
    const again = text.replaceAll(/,\d+\r\n/g, '\r\n').replace(',version\r\n', '\r\n');
    const { counts } = await importCsv('/v1/imports/products', again);
    expect(counts).toMatchObject({ created: 0, updated: 0, refused: 0 });
    expect(counts.unchanged).toBeGreaterThan(3);
  });
});

describe('customers from a file', () => {
  it('are made once by the column the caller names, however often the file comes', async () => {
    const file = csv(customerColumns, customerLine('C-1'), customerLine('C-2'));
    const first = await importCsv('/v1/imports/customers?key=ref', file);
    expect(first.counts).toMatchObject({ created: 2 });
    const again = await importCsv('/v1/imports/customers?key=ref', file);
    expect(again.counts).toMatchObject({ created: 0, unchanged: 2 });
    const renamed = await importCsv(
      '/v1/imports/customers?key=ref',
      csv(customerColumns, customerLine('C-1', 'Otro nombre'), customerLine('C-3')),
    );
    expect(renamed.counts).toMatchObject({ created: 1, updated: 1 });
    const { items } = await cobro.get('/v1/customers?email=C-1@tienda.example');
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ name: 'Otro nombre', version: 2 });
  });

  it('are made once when two files with the same rows come at the same moment', async () => {
    const file = csv(customerColumns, ...Array.from({ length: 30 }, (_, at) => customerLine(`D-${at}`)));
    const both = await Promise.all([1, 2].map(() => sendCsv('/v1/imports/customers?key=ref', file)));
    await cobro.settle();
    const counts = await Promise.all(both.map(async ({ body }) => (await cobro.get(`/v1/imports/${body.id}`)).counts));
    expect(counts.every(({ refused }) => refused === 0)).toBe(true);
    for (let at = 0; at < 30; at += 1) {
      expect((await cobro.get(`/v1/customers?email=D-${at}@tienda.example`)).items).toHaveLength(1);
    }
  });
});

describe('orders from a file', () => {
  it('have the neighbouring rows of one key as their lines, and are placed once', async () => {
    await openShop(cobro);
    await makeProduct(cobro, 'PEN');
    await receive(cobro, 'PEN', 1000);
    await importCsv('/v1/imports/customers?key=ref', csv(customerColumns, customerLine('K-1'), customerLine('K-2')));
    const file = csv(
      'order,customer.ref,currency,sku,quantity,note',
      'A-1,K-1,EUR,BOOK,2,"by phone"',
      'A-1,K-1,EUR,PEN,5,',
      'A-2,K-2,EUR,BOOK,1,',
      'A-3,K-9,EUR,BOOK,1,',
      'A-4,K-1,EUR,NOPE,1,',
      'A-5,K-1,EUR,BOOK,0,',
    );
    const { id, counts } = await importCsv('/v1/imports/orders?key=order', file, { as: 'sales' });
    expect(counts).toMatchObject({ rows: 6, created: 2, refused: 3 });
    const rows = await rowsOf(id);
    expect(rows.map(({ row, key, result, code }) => [row, key, result, code])).toEqual([
      [1, 'A-1', 'created', undefined],
      [3, 'A-2', 'created', undefined],
      [4, 'A-3', 'refused', 'unknown_customer'],
      [5, 'A-4', 'refused', 'unknown_product'],
      [6, 'A-5', 'refused', 'invalid_request'],
    ]);
    const order = await cobro.get(`/v1/orders/${rows[0].id}`);
    expect(order).toMatchObject({
      channel: 'sales',
      note: 'by phone',
      lines: [{ sku: 'BOOK' }, { sku: 'PEN', quantity: 5 }],
    });

    const again = await importCsv('/v1/imports/orders?key=order', file, { as: 'sales' });
    expect(again.counts).toMatchObject({ created: 0, unchanged: 2, refused: 3 });
    const changed = await importCsv('/v1/imports/orders?key=order', file.replace('BOOK,2', 'BOOK,3'), { as: 'sales' });
    expect((await rowsOf(changed.id, '&result=refused'))[0]).toMatchObject({ key: 'A-1', code: 'already_imported' });
    const { items } = await cobro.get(`/v1/orders?customerId=${order.customerId}`);
    expect(items).toHaveLength(1);
  });

  it('carry prices of their own only for whoever may set them', async () => {
    const { items } = await cobro.get('/v1/customers?email=K-1@tienda.example');
    const file = (order: string): string =>
      csv('order,customerId,currency,sku,quantity,unitPrice', `${order},${items[0].id},EUR,BOOK,1,5`);
    const storefront = await importCsv('/v1/imports/orders?key=order', file('B-1'), { as: 'storefront' });
    expect((await rowsOf(storefront.id))[0]).toMatchObject({ result: 'refused', code: 'override_not_allowed' });
    const sales = await importCsv('/v1/imports/orders?key=order', file('B-2'), { as: 'sales' });
    expect(sales.counts).toMatchObject({ created: 1 });
  });
});

describe('a file', () => {
  it('with a wrong line of names is refused at once, with every column named', async () => {
    const { status, body } = await sendCsv(
      '/v1/imports/products',
      csv('sku,nmae,unitPrice,currency,currency', 'A,B,1,EUR,EUR'),
    );
    expect(status).toBe(400);
    expect(body.errors.map(({ path, code }: any) => [path, code])).toEqual([
      ['currency', 'duplicate_column'],
      ['nmae', 'unknown_column'],
      ['name', 'missing_column'],
      ['taxCategory', 'missing_column'],
    ]);
    expect((await sendCsv('/v1/imports/customers', csv(customerColumns, customerLine('X')))).body.errors).toEqual([
      expect.objectContaining({ path: 'key', code: 'required' }),
    ]);
  });

  it.each([
    [
      'that is not CSV further down',
      'sku,name,unitPrice,currency,taxCategory\nA,"open,1,EUR,standard',
      'quote_not_closed',
    ],
    ['without a row', 'sku,name,unitPrice,currency,taxCategory\n', 'no_rows'],
  ])('%s is refused at once', async (_what, text, code) => {
    const { status, body } = await sendCsv('/v1/imports/products', text);
    expect({ status, code: body.errors[0].code }).toEqual({ status: 400, code });
  });

  it('that is empty, binary or not UTF-8 is a 400, never a 500', async () => {
    for (const text of ['', '\u0000\u0001', 'ñ'.repeat(10)]) {
      expect((await sendCsv('/v1/imports/products', text)).status).toBe(400);
    }
    const { accessToken } = await cobro.embedded.tokens.issue({ client: 'admin' });
    const latin = await fetch(`${cobro.embedded.origin}/v1/imports/products`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'text/csv', 'idempotency-key': randomUUID() },
      body: Buffer.from('sku,name\nA,\xf1', 'latin1'),
    });
    expect(latin.status).toBe(400);
    expect(JSON.stringify(await latin.json())).toContain('not_utf8');
  });

  it('is imported once when the request is repeated', async () => {
    const file = csv('sku,name,unitPrice,currency,taxCategory', 'REP,Once,100,EUR,standard');
    const both = await Promise.all([1, 2].map(() => sendCsv('/v1/imports/products', file, { key: 'the-file' })));
    await cobro.settle();
    const third = await sendCsv('/v1/imports/products', file, { key: 'the-file' });
    expect(new Set([...both, third].filter(({ status }) => status === 202).map(({ body }) => body.id)).size).toBe(1);
    expect(third.headers.get('idempotent-replayed')).toBe('true');
    expect((await sendCsv('/v1/imports/products', `${file}\nX,Y,1,EUR,standard`, { key: 'the-file' })).status).toBe(
      422,
    );
  });

  it('and its rows are seen by whoever may write that kind, by nobody else', async () => {
    const { id } = await importCsv('/v1/imports/customers?key=ref', csv(customerColumns, customerLine('V-1')));
    expect((await cobro.request('GET', `/v1/imports/${id}`, undefined, { as: 'warehouse' })).status).toBe(404);
    expect((await cobro.request('GET', `/v1/imports/${id}/rows`, undefined, { as: 'warehouse' })).status).toBe(404);
    expect((await cobro.request('GET', `/v1/imports/${id}`, undefined, { as: 'storefront' })).status).toBe(200);
  });
});

describe('an upload', () => {
  const names = 'sku,name,unitPrice,currency,taxCategory';
  const startUpload = (bytes: number, asking?: Asking): Promise<any> =>
    cobro.post('/v1/uploads', { contentType: 'text/csv', bytes }, asking);
  const put = async (url: string, body: string, contentType = 'text/csv'): Promise<number> =>
    (await fetch(url, { method: 'PUT', headers: { 'content-type': contentType }, body })).status;

  it('takes 2,500 rows, which are then imported run after run', async () => {
    const file = csv(
      names,
      ...Array.from({ length: 2500 }, (_, at) => `BULK-${at},${'x'.repeat(80)},${at},EUR,standard`),
    );
    const { uploadId, url } = await startUpload(Buffer.byteLength(file));
    expect(await put(url, file)).toBe(200);
    const { id } = await cobro.post('/v1/imports/products', { uploadId });
    await cobro.settle();
    const done = await cobro.get(`/v1/imports/${id}`);
    expect(done).toMatchObject({ status: 'done', totalRows: 2500, counts: { rows: 2500, created: 2500, refused: 0 } });
    const rows = await rowsOf(id);
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 2500 }, (_, at) => at + 1));
    expect(await cobro.get('/v1/products/BULK-2499')).toMatchObject({ unitPrice: 2499 });
  });

  it('takes only what was said: this type, this length, this address, in time', async () => {
    const { url } = await startUpload(10);
    expect(await put(url, '123456789')).toBe(403);
    expect(await put(url, '1234567890', 'text/html')).toBe(403);
    expect(await put(url.replace('/uploads/', '/invoices/'), '1234567890')).toBe(403);
    expect(await put(url.replace(/X-Amz-Expires=\d+/, 'X-Amz-Expires=999999'), '1234567890')).toBe(403);
    expect(await put(url.replace(/X-Amz-Signature=..../, 'X-Amz-Signature=0000'), '1234567890')).toBe(403);
    expect(await put(url, '1234567890')).toBe(200);
    expect((await cobro.request('POST', '/v1/uploads', { contentType: 'text/csv', bytes: 60_000_000 })).status).toBe(
      400,
    );
  });

  it('is used when it has arrived, by the client it was promised to', async () => {
    const file = csv(names, 'U-1,Uploaded,100,EUR,standard');
    const { uploadId, url } = await startUpload(file.length, { as: 'warehouse' });
    const early = await cobro.request('POST', '/v1/imports/products', { uploadId }, { as: 'warehouse' });
    expect([early.status, early.body.code]).toEqual([409, 'upload_incomplete']);
    await put(url, file);
    const stranger = await cobro.request('POST', '/v1/imports/products', { uploadId }, { as: 'admin' });
    expect([stranger.status, stranger.body.code]).toEqual([422, 'unknown_upload']);
    const { id } = await cobro.post('/v1/imports/products', { uploadId }, { as: 'warehouse' });
    await cobro.settle();
    expect((await cobro.get(`/v1/imports/${id}`)).counts).toMatchObject({ created: 1 });
  });

  it('of something that is no CSV further down is refused whole, untouched', async () => {
    const file = csv(names, 'N-1,Fine,100,EUR,standard', 'N-2,"open,100,EUR,standard');
    const { uploadId, url } = await startUpload(file.length);
    await put(url, file);
    const { id } = await cobro.post('/v1/imports/products', { uploadId });
    await cobro.settle();
    expect(await cobro.get(`/v1/imports/${id}`)).toMatchObject({
      status: 'refused',
      refusal: { code: 'quote_not_closed' },
      counts: { created: 0 },
    });
    expect((await cobro.request('GET', '/v1/products/N-1')).status).toBe(404);
  });
});
