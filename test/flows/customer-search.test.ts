import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldName, nameStarts } from '../../shared/customers/name-search.ts';
import { makeCustomer } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';
import { allOf, readUnitsOf } from '../make/list-pages.ts';

let cobro: Cobro;
const names = [
  'Librería Peña S.L.',
  'PEÑALVER e Hijos',
  'Groß & Söhne GmbH',
  'Łukasz Żółty',
  'Ørsted A/S',
  'Αθήνα ΟΔΟΣ',
  '東京書店',
  'Ｆｕｌｌ　Ｗｉｄｔｈ',
  'Café\u0301 Noir',
  '😀 Smile',
  '𝔊othic 😀😀',
  'Ana Ana Ana',
  "O'Neill-Fernández",
  'हिन्दी पुस्तक',
];

beforeAll(async () => {
  cobro = await startCobro();
  for (const name of names) await makeCustomer(cobro, { name });
});
afterAll(() => cobro.stop());

const find = async (q: string, limit = 25): Promise<string[]> =>
  (await allOf(cobro, `/v1/customers?q=${encodeURIComponent(q)}`, limit)).map(({ name }) => name);

describe('customers by name', () => {
  it.each([
    ['the beginning of the name', 'libr', ['Librería Peña S.L.']],
    ['the beginning of any word, without its accents', 'pena', ['Librería Peña S.L.', 'PEÑALVER e Hijos']],
    ['any case and any accents', 'PÉÑALV', ['PEÑALVER e Hijos']],
    ['several words', 'peña  s.l', ['Librería Peña S.L.']],
    ['composed or decomposed letters alike', 'Pen\u0303a S', ['Librería Peña S.L.']],
    ['ß as ss', 'gross', ['Groß & Söhne GmbH']],
    ['capital ẞ', 'GROẞ & SO', ['Groß & Söhne GmbH']],
    ['letters with a stroke', 'lukasz zolty', ['Łukasz Żółty']],
    ['letters with a stroke, typed', 'ørs', ['Ørsted A/S']],
    ['a Greek word whose last sigma looks different', 'οδοσ', ['Αθήνα ΟΔΟΣ']],
    ['Greek without accents', 'αθηνα', ['Αθήνα ΟΔΟΣ']],
    ['Japanese', '東京', ['東京書店']],
    ['wide letters', 'full w', ['Ｆｕｌｌ　Ｗｉｄｔｈ']],
    ['signs outside the basic plane', '😀', ['😀 Smile']],
    ['letters outside the basic plane', 'gothic 😀', ['𝔊othic 😀😀']],
    ['a name that begins so three times, once', 'ana', ['Ana Ana Ana']],
    ['what stands behind an apostrophe or a hyphen', 'neill-fern', ["O'Neill-Fernández"]],
    ['Hindi, whose vowel signs are no accents', 'पुस्त', ['हिन्दी पुस्तक']],
    ['nothing in the middle of a word', 'brería', []],
    ['nothing by the secret parts of a key', 'ana ana ana\u0000cus_', []],
  ])('are found by %s', async (_, q, expected) => {
    expect((await find(q)).toSorted()).toEqual(expected.toSorted());
    expect((await find(q, 1)).toSorted()).toEqual(expected.toSorted());
  });

  it('follow the name when it changes', async () => {
    const customer = await makeCustomer(cobro, { name: 'Zenith Old Books' });
    await cobro.request('PATCH', `/v1/customers/${customer.id}`, { name: 'Zenith New Books' });
    expect(await find('old')).toEqual([]);
    expect(await find('new b')).toEqual(['Zenith New Books']);
    expect(await find('zen')).toEqual(['Zenith New Books']);
  });

  it('are not found by nothing', async () => {
    for (const q of ['', ' ', '\u0301']) {
      const { status } = await cobro.request('GET', `/v1/customers?q=${encodeURIComponent(q)}`);
      expect(status, JSON.stringify(q)).toBe(400);
    }
  });

  it('may have any name that is one, however it looks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), async (text) => {
        const name = text.slice(0, 200);
        const body = { name, email: 'any@any.example', language: 'en' };
        const address = { line1: 'A', city: 'B', country: 'ES' };
        const { status } = await cobro.request('POST', '/v1/customers', { ...body, billingAddress: address });
        fc.pre(status !== 400);
        expect(status).toBe(201);
        const typed = name.slice(0, 20);
        if (foldName(typed) === '' || !nameStarts(name).some((start) => start.startsWith(foldName(typed)))) return;
        expect(await find(typed, 100)).toContain(name.trim());
      }),
      { numRuns: 60, seed: Number(process.env['SEED'] ?? 3) },
    );
    // As long as names may be, of signs that grow when they are folded, and of words that fold to the same.
    for (const name of ['ﷺ'.repeat(200), '😀'.repeat(100), 'a '.repeat(99) + 'a', '﷽ '.repeat(99) + '﷽']) {
      const customer = await makeCustomer(cobro, { name });
      expect(await find(name, 100)).toContain(customer.name);
    }
  });
});

describe('customers by address', () => {
  it('are those with that very address, in any case, read alone', async () => {
    const one = await makeCustomer(cobro, { email: 'Compras@Pena.example', name: 'First' });
    const two = await makeCustomer(cobro, { email: 'compras@pena.example', name: 'Second' });
    await makeCustomer(cobro, { email: 'compras@pena.example.org' });
    const ask = async (query: string) => (await allOf(cobro, `/v1/customers?${query}`, 1)).map(({ id }) => id);
    expect(await ask('email=COMPRAS@pena.example')).toEqual([two.id, one.id]);
    expect(await ask('email=compras@pena.example&q=fir')).toEqual([one.id]);
    expect(await ask('email=compras@pena')).toEqual([]);
    const units = await readUnitsOf(cobro, () => cobro.get('/v1/customers?email=compras@pena.example'));
    expect(units).toBeLessThanOrEqual(3);
  });

  it('hold only the one whose login asks', async () => {
    const own = await makeCustomer(cobro, { name: 'Ana Sola' });
    const asking = { customerId: own.id };
    const ask = async (query: string) => (await allOf(cobro, `/v1/customers${query}`, 5, asking)).map(({ id }) => id);
    expect(await ask('')).toEqual([own.id]);
    expect(await ask('?q=ana')).toEqual([own.id]);
    expect(await ask('?q=peña')).toEqual([]);
    const units = await readUnitsOf(cobro, () => cobro.get('/v1/customers', asking));
    expect(units).toBeLessThanOrEqual(1);
  });
});
