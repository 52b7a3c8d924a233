import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../../infra/docs/openapi-document.ts';
import { books, invoicesOf, orderOf } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

const root = resolve(import.meta.dirname, '../..');
const client = join(root, 'examples/typescript-client');
/** Under node_modules, so that the packages of the client are found from here. */
const folder = join(root, `node_modules/.cache/generated-client-${process.pid}`);
const journey = readFileSync(join(client, 'first-cash.ts'), 'utf8');

interface Run {
  code: number;
  output: string;
}

const run = async (
  file: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Run> =>
  promisify(execFile)(process.execPath, [file, ...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
    (error: any) => ({ code: error.code, output: `${error.stdout}${error.stderr}` }),
  );

/** A program of a package, as installed for whoever stands in that folder. */
const program = (from: string, name: string, path: string): string => {
  const main = createRequire(join(from, 'package.json')).resolve(name);
  return join(main.slice(0, main.lastIndexOf(`node_modules/${name}/`)), 'node_modules', name, path);
};

/** What the project's compiler says of files that use the generated types. */
const typeCheck = async (files: string[]): Promise<Run> => {
  const config = { extends: './tsconfig.json', files };
  writeFileSync(join(folder, 'check.json'), JSON.stringify(config));
  return run(join(root, 'node_modules/typescript/bin/tsc'), ['-p', join(folder, 'check.json')], { cwd: folder });
};

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(openApiDocument('0.0.0')));
  for (const file of ['cobro.ts', 'first-cash.ts', 'tsconfig.json']) cpSync(join(client, file), join(folder, file));
  const generator = program(client, 'openapi-typescript', 'bin/cli.js');
  const made = await run(generator, ['openapi.json', '-o', 'cobro-api.d.ts'], { cwd: folder });
  if (made.code !== 0) throw new Error(`No client comes out of the document: ${made.output}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a client generated from the API document', () => {
  it('compiles over the whole way from order to cash', async () => {
    const { code, output } = await typeCheck(['first-cash.ts']);
    expect(output).toBe('');
    expect(code).toBe(0);
  });

  it('does not compile with a field, a value or an address that Cobro does not have, or without its key', async () => {
    const mistakes: [name: string, right: string, wrong: string][] = [
      ['a misspelt field of an order', 'quantity: 2', 'quantty: 2'],
      ['a misspelt field of an invoice', 'invoice.totals.due', 'invoice.totals.open'],
      ['a field that is not in the list', 'one.pdfSha256 !== null', 'one.pdfSha !== null'],
      ['a left out field', "      method: 'bank_transfer',\n", ''],
      ['an unknown value', "reason: 'receipt'", "reason: 'found'"],
      ['an unknown status', "now.status === 'completed'", "now.status === 'done'"],
      ['money as text', 'unitPrice: 4950', "unitPrice: '49.50'"],
      ['another address', "'/v1/fulfillments/{id}/pick'", "'/v1/fulfillments/{id}/collect'"],
      ['a query for what cannot be', "status: 'pending'", "status: 'waiting'"],
      ['no Idempotency-Key', 'const placing = { params: { header: newKey() },', 'const placing = { params: {},'],
    ];
    const files = mistakes.map(([, right, wrong], at) => {
      expect(journey).toContain(right);
      writeFileSync(join(folder, `mistake-${at}.ts`), journey.replace(right, wrong));
      return `mistake-${at}.ts`;
    });
    const { code, output } = await typeCheck(files);
    expect(code).not.toBe(0);
    for (const [at, [name]] of mistakes.entries()) expect({ name, output }).toMatchObject({ output: mentions(at) });
  });
});

const mentions = (at: number): unknown => expect.stringMatching(new RegExp(`mistake-${at}\\.ts\\(\\d+,\\d+\\): error`));

describe('the journey of that client', () => {
  let cobro: Cobro;
  beforeAll(async () => {
    cobro = await startCobro();
  });
  afterAll(() => cobro.stop());

  it('brings an order to cash over HTTP, with the rights that each role has', async () => {
    const { code, output } = await run(join(client, 'first-cash.ts'), [], {
      cwd: dirname(client),
      env: { ...process.env, COBRO_URL: cobro.embedded.origin },
    });
    expect(code, output).toBe(0);
    const report = JSON.parse(output.slice(output.indexOf('{')));
    expect(report).toMatchObject({
      stocked: 10,
      credit: 'approved',
      replayed: true,
      refusedTooEarly: 'wrong_status',
      shipped: 'dispatched',
      gross: 11_979,
      payment: 'applied',
      order: 'completed',
      paymentStatus: 'paid',
      sumOfBalances: 0,
    });
    const story = ['order.received', 'order.accepted', 'fulfillment.shipped', 'shipment.dispatched', 'invoice.issued'];
    const end = ['payment.received', 'payment.applied', 'invoice.paid', 'order.completed'];
    const told: string[] = report.events;
    expect(told.filter((type) => [...story, ...end].includes(type))).toEqual([...story, ...end]);

    await cobro.settle();
    expect(await orderOf(cobro, report.orderId)).toMatchObject({ status: 'completed', totals: { gross: 11_979 } });
    const invoices = await invoicesOf(cobro, report.orderId);
    expect(invoices).toMatchObject([{ id: report.invoiceId, status: 'paid', totals: { paid: 11_979, due: 0 } }]);
    const pdf = await cobro.request('GET', `/v1/invoices/${report.invoiceId}.pdf`);
    expect(pdf.bytes.length).toBe(report.pdfBytes);
    const { sum, balanceOf } = await books(cobro);
    expect({ sum, bank: balanceOf('bank'), receivables: balanceOf('receivables') }).toEqual({
      sum: 0,
      bank: 11_979,
      receivables: 0,
    });
  });
});
