import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { orderPath } from '../../bench/order-path.ts';
import { bundle, bundleWithContents } from '../../infra/bundle.ts';
import type { FunctionDeclaration } from '../../infra/domains/domain.ts';
import { allFunctions } from '../../infra/domains/index.ts';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'bundle-'));

/** Every file of a folder with its content, by its path inside. */
const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), 'base64')]),
  );

/** Imports each bundle in a fresh Node, as Lambda does, and prints which of them have no handler. */
const withoutHandler = `
  const folders = process.argv.slice(1);
  const modules = await Promise.all(folders.map((folder) => import(folder + '/index.mjs')));
  console.log(JSON.stringify(folders.filter((_, at) => typeof modules[at].handler !== 'function')));
`;

/** Imports a bundle in a fresh Node and prints how many schemas that makes. */
const schemasAtStart = `
  let made = 0;
  globalThis.__zod_globalConfig = { postProcessor: () => { made += 1; } };
  await import(process.argv[1]);
  console.log(made);
`;

/** What every client of the SDK is made of; the clients themselves, `@aws-sdk/client-*`, are not among it. */
const isNotOfSdk = (name: string): boolean =>
  !/^(?:@smithy\/|@aws\/lambda-invoke-store|@aws-sdk\/(?!client-|s3-|lib-)|mnemonist|obliterator)/.test(name);

/** All that any function on the way of an order may load before its first call. */
const mayBeLoaded = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-eventbridge',
  '@aws-sdk/client-sfn',
  '@aws-sdk/lib-dynamodb',
  '@middy/core',
  '@middy/http-router',
  '@middy/util',
  'temporal-polyfill',
  'temporal-utils',
  'ulid',
  'zod',
];

describe('the bundle of the functions', async () => {
  const bundled = await bundleWithContents(allFunctions, newFolder());
  const folders = new Map([...bundled].map(([name, { folder }]) => [name, folder]));

  it('gives every function code that loads on its own and exports a handler', () => {
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', withoutHandler, ...folders.values()], {
      encoding: 'utf8',
    });
    expect(folders.size).toBe(allFunctions.length);
    expect(JSON.parse(printed)).toEqual([]);
  });

  it('leaves the big libraries of documents to the functions that make them', () => {
    const bytes = (name: string): number =>
      Object.values(contentOf(folders.get(name) ?? '')).reduce((sum, content) => sum + content.length * 0.75, 0);
    const plain = allFunctions.filter(({ grants }) => grants.documents === undefined && grants.mail === undefined);
    const tooBig = plain.filter(({ name }) => bytes(name) > 1.5 * 1024 * 1024);
    expect(tooBig.map(({ name }) => name)).toEqual([]);
  });

  it('carries fonts only where documents are written', () => {
    const withFonts = [...folders].filter(([, folder]) => readdirSync(folder).includes('fonts')).map(([name]) => name);
    const writers = allFunctions
      .filter(({ grants }) => grants.documents?.write?.some((one) => one === 'invoices' || one === 'pro-formas'))
      .map(({ name }) => name);
    expect(withFonts).toEqual(writers);
  });

  it('loads at the start, on the way of an order, what every call needs and nothing for files, documents or mails', () => {
    const loaded = new Set(orderPath.flatMap((name) => [...(bundled.get(name)?.atInit.packages ?? [])]));
    expect([...loaded].filter(isNotOfSdk).filter((name) => !mayBeLoaded.includes(name))).toEqual([]);
    const clientsOf = (name: string): string[] =>
      [...(bundled.get(name)?.atInit.packages ?? [])].filter((one) => one.startsWith('@aws-sdk/client-'));
    expect(clientsOf('orders-api')).toEqual(['@aws-sdk/client-dynamodb']);
    expect(clientsOf('publish-new-events')).toEqual(['@aws-sdk/client-eventbridge']);
  });

  it('makes few schemas at the start: those of an order path function are made when a call uses them', () => {
    const many = orderPath.flatMap((name) => {
      const path = join(folders.get(name) ?? '', 'index.mjs');
      const made = Number(
        execFileSync(process.execPath, ['--input-type=module', '-e', schemasAtStart, path], { encoding: 'utf8' }),
      );
      return made > 0 && made <= 250 ? [] : [`${name}: ${made}`];
    });
    expect(many).toEqual([]);
  });

  it('has code for PDF only where documents are made, and for mails only where mails are sent', () => {
    const having = (part: string): string[] =>
      [...bundled].filter(([, { inAll }]) => inAll.packages.has(part)).map(([name]) => name);
    const senders = allFunctions.filter(({ grants }) => grants.mail).map(({ name }) => name);
    const writers = [
      'send-pro-forma-on-order-held',
      'deliver-invoice-on-invoice-issued',
      'deliver-credit-note-on-credit-note-issued',
    ];
    expect(having('pdfkit')).toEqual(writers);
    expect(having('fontkit')).toEqual(writers);
    expect(having('handlebars')).toEqual(senders);
    expect(having('nodemailer')).toEqual(senders);
  });

  it('is the same wherever it is made, so that nothing unchanged is deployed again', async () => {
    const again = await bundle(allFunctions, newFolder());
    for (const [name, folder] of folders) expect(contentOf(again.get(name) ?? '')).toEqual(contentOf(folder));
  }, 120_000);

  it('names the function and the file when a declared function does not exist', async () => {
    const forgotten: FunctionDeclaration = {
      name: 'tell-fortunes',
      entry: 'functions/orders/tell-fortunes.ts',
      trigger: { kind: 'http' },
      grants: {},
      memoryMb: 512,
      timeoutSeconds: 29,
      whileItFails: 'Nobody knows the future.',
    };
    await expect(bundle([forgotten], newFolder())).rejects.toThrow(
      /do not exist:\n {2}tell-fortunes: functions\/orders\/tell-fortunes\.ts/,
    );
  });
});
