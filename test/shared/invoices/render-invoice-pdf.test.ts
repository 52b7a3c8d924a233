import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../../infra/bundle.ts';
import { allFunctions } from '../../../infra/domains/index.ts';
import type { InvoiceDocument } from '../../../shared/invoices/invoice.ts';
import { renderInvoicePdf } from '../../../shared/invoices/render-invoice-pdf.ts';
import { invoiceOf, lineOf, seller } from '../../make/sample-invoice.ts';

/** The pages as a PDF reader sees them, with every kind of space made one. */
const pagesOf = async (pdf: Uint8Array): Promise<string[]> => {
  const { text } = await extractText(await getDocumentProxy(Uint8Array.from(pdf)));
  return text.map((page) => page.replace(/\s+/g, ' '));
};

const pagesOfInvoice = async (invoice: InvoiceDocument): Promise<string[]> =>
  pagesOf(await renderInvoicePdf(invoice, seller));

const textOf = async (invoice: InvoiceDocument): Promise<string> => (await pagesOfInvoice(invoice)).join(' ');

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Two rates, a discount, a shipping line without sku. */
const mixed = [
  lineOf(1, { quantity: 3, unitPrice: 1_999, discountPercent: 7.5 }),
  lineOf(2, { description: 'Libro', sku: 'LIBRO', quantity: 1_000, unitPrice: 1_250, taxRate: 4 }),
  lineOf(3, { description: 'Gastos de envío', sku: undefined, quantity: 1, unitPrice: 650 }),
];

describe('the PDF of an invoice', () => {
  it('shows every figure of the invoice, in Spanish', async () => {
    const text = await textOf(invoiceOf(mixed, { purchaseOrderNumber: 'PO-7781/B' }));
    // 3 × 19.99 less 7.5 % = 55.47; 1,000 × 12.50; 6.50. Tax: 21 % of 61.97 = 13.01; 4 % of 12,500.00 = 500.00.
    for (const part of [
      'Factura FA-2026-000123',
      '1 Queso Manchego 1 QUESO-1 3 19,99 7,5 % 21 % 55,47',
      '2 Libro LIBRO 1.000 12,50 4 % 12.500,00',
      '3 Gastos de envío 1 6,50 21 % 6,50',
      '21 % 61,97 13,01',
      '4 % 12.500,00 500,00',
      'Total sin impuestos 12.561,97 €',
      'IVA 513,01 €',
      'Total 13.074,98 €',
      'a pagar hasta el 3 dic 2026 13.074,98 €',
      'Fecha de emisión 3 nov 2026',
      'Fecha de la operación 2 nov 2026',
      'Vencimiento 3 dic 2026',
      'Pedido 1000123',
      'Su número de pedido PO-7781/B',
      'Acme Distribución S.L.',
      'NIF ESB12345674',
      'Librería Peña S.L. Calle Mayor 1 41001 Sevilla España NIF ESB00000042',
      'Beneficiario Acme Distribución S.L. Banco Banco de Ejemplo IBAN ES91 2100 0418 4502 0005 1332 BIC CAIXESBBXXX',
      'Concepto FA-2026-000123',
      'Página 1 de 1',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('is written in English for those who speak neither of its languages', async () => {
    const text = await textOf(invoiceOf(mixed, { language: 'fr', orderNumbers: ['1000123', '1000124'] }));
    for (const part of [
      'Invoice FA-2026-000123',
      '1 Queso Manchego 1 QUESO-1 3 19.99 7.5% 21% 55.47',
      'Total €13,074.98',
      'payable by Dec 3, 2026',
      'Orders 1000123, 1000124',
      'Reference FA-2026-000123',
      'Page 1 of 1',
    ]) {
      expect(text).toContain(part);
    }
  });

  it.each([
    ['JPY', 'en', '12 5,500 21% 66,000', 'Total ¥79,860'],
    ['BHD', 'es', '12 5,500 21 % 66,000', 'Total 79,860 BHD'],
    ['HUF', 'en', '12 55.00 21% 660.00', 'Total HUF 798.60'],
  ] as const)('counts the decimals of %s as ISO 4217 does', async (currency, language, line, total) => {
    const text = await textOf(invoiceOf([lineOf(1)], { currency, language }));
    expect(text).toContain(line);
    expect(text).toContain(total);
  });

  it('says why no tax is charged, in the language of the invoice', async () => {
    const reason = 'Export outside the EU: exempt, Art. 146 Directive 2006/112/EC';
    const lines = [lineOf(1, { taxCategory: 'G', taxRate: 0 })];
    expect(await textOf(invoiceOf(lines, { language: 'en' }, reason))).toContain(`0% 660.00 0.00 ${reason}`);
    expect(await textOf(invoiceOf(lines, { language: 'es' }, reason))).toContain(
      'Exportación fuera de la UE exenta: art. 146 de la Directiva 2006/112/CE',
    );
  });

  it('names the discount for early payment with its amount and last day', async () => {
    const text = await textOf(invoiceOf([lineOf(1)], { earlyPayment: { percent: 2, until: '2026-11-13' } }));
    expect(text).toContain('si paga hasta el 13 nov 2026, descuente el 2 % (15,97 €) y pague 782,63 €');
  });

  it('asks for nothing when nothing is due', async () => {
    const invoice = invoiceOf([lineOf(1)], { language: 'en' });
    const { gross } = invoice.totals;
    const text = await textOf({ ...invoice, status: 'paid', totals: { ...invoice.totals, paid: gross, due: 0 } });
    expect(text).toContain('Paid -€798.60');
    expect(text).toContain('Nothing is left to pay. Thank you. €0.00');
    expect(text).not.toContain('IBAN');
  });

  it.each([
    [1, 'Paid -€798.59', 'Rounding -€0.01'],
    [-1, 'Paid -€798.61', 'Rounding €0.01'],
  ])('calls a rounding difference of %d by its name, and no discount', async (rounding, paidLine, roundingLine) => {
    const invoice = invoiceOf([lineOf(1)], { language: 'en', rounding });
    const paid = invoice.totals.gross - rounding;
    const totals = { ...invoice.totals, paid, discounted: rounding, due: 0 };
    const text = await textOf({ ...invoice, status: 'paid', totals });
    expect(text).toContain(`${paidLine} ${roundingLine}`);
    expect(text).not.toContain('discount');
  });

  it('lists instalments with their days', async () => {
    const text = await textOf(
      invoiceOf([lineOf(1)], {
        instalments: [
          { dueDate: '2026-12-03', amount: 40_000, due: 40_000 },
          { dueDate: '2027-01-03', amount: 39_860, due: 39_860 },
        ],
      }),
    );
    expect(text).toContain('Plazos: 3 dic 2026: 400,00 € · 3 ene 2027: 398,60 €');
  });

  it('goes over as many pages as 100 lines need, with the head on each and no line lost or torn', async () => {
    const lines = Array.from({ length: 100 }, (_, at) =>
      lineOf(at + 1, at % 10 === 0 ? { description: `Nombre muy largo ${at + 1} `.repeat(10) } : {}),
    );
    const pages = await pagesOfInvoice(invoiceOf(lines));
    expect(pages.length).toBeGreaterThan(4);
    for (const [at, page] of pages.entries()) {
      expect(page).toContain(`Página ${at + 1} de ${pages.length}`);
      expect(page).toContain('Factura FA-2026-000123');
    }
    for (const page of pages.slice(0, -1)) expect(page).toContain('# Descripción Cantidad Precio unitario IVA');
    for (const { sku } of lines) {
      expect(pages.filter((page) => new RegExp(`${sku} 12 55,00 21 % 660,00`).test(page))).toHaveLength(1);
    }
    expect(pages.at(-1)).toContain('Total 79.860,00 €');
  });

  it('writes Latin, Greek and Cyrillic, and a sign for what its fonts do not have', async () => {
    const name = 'Ærø Łódź Ελληνικά Кириллица é € ñ e\u0301 山 👨‍👩‍👧 <script>alert(1)</script> {{name}}';
    const base = invoiceOf([lineOf(1)]);
    const text = await textOf({ ...base, buyer: { ...base.buyer, name } });
    expect(text).toContain('Ærø Łódź Ελληνικά Кириллица é € ñ é � �');
    expect(text).toContain('<script>alert(1)</script> {{name}}');
  });

  it('renders whatever anybody is called', async () => {
    const anything = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(anything, anything, async (name, description) => {
        const base = invoiceOf([lineOf(1, { description })]);
        const pages = await pagesOfInvoice({ ...base, buyer: { ...base.buyer, name } });
        expect(pages.join(' ')).toContain('Total 798,60 €');
      }),
      { numRuns: 40 },
    );
  });

  it('is the same bytes whenever it is made, dated with the day of issue', async () => {
    const invoice = invoiceOf(mixed);
    const [first, second] = [await renderInvoicePdf(invoice, seller), await renderInvoicePdf(invoice, seller)];
    expect(sha256(second)).toBe(sha256(first));
    const { info } = await getMeta(await getDocumentProxy(Uint8Array.from(first)));
    expect(info).toMatchObject({
      Title: 'Factura FA-2026-000123',
      Author: 'Acme Distribución S.L.',
      CreationDate: 'D:20261103120000Z',
      ModDate: 'D:20261103120000Z',
    });
  });

  it('carries its fonts and needs none of the reader', async () => {
    const pdf = Buffer.from(await renderInvoicePdf(invoiceOf(mixed), seller)).toString('latin1');
    expect(pdf.match(/\/FontFile2 /g)).toHaveLength(2);
    expect(pdf).not.toContain('Helvetica');
    expect(pdf.length).toBeLessThan(60_000);
  });

  it('is the same when it is rendered by the bundled code, whose chunks and fonts lie elsewhere', async () => {
    const deliver = allFunctions.filter(({ name }) => name === 'deliver-invoice-on-invoice-issued');
    const renderer = deliver.map((one) => ({
      ...one,
      name: 'renderer',
      entry: 'functions/../shared/invoices/render-invoice-pdf.ts' as const,
    }));
    const folders = await bundle([...deliver, ...renderer], mkdtempSync(join(tmpdir(), 'renderer-')));
    const invoice = invoiceOf(mixed);
    const program = `
      const { renderInvoicePdf } = await import(process.argv[1]);
      process.stdout.write(await renderInvoicePdf(JSON.parse(process.argv[2]), JSON.parse(process.argv[3])));
    `;
    const printed = execFileSync(process.execPath, [
      '--input-type=module',
      '--eval',
      program,
      join(folders.get('renderer') ?? '', 'index.mjs'),
      JSON.stringify(invoice),
      JSON.stringify(seller),
    ]);
    expect(sha256(printed)).toBe(sha256(await renderInvoicePdf(invoice, seller)));
  });
});
