import { lineNet, sumOf } from '../../shared/money/money.ts';
import type { InvoiceDocument, InvoiceLine } from '../../shared/invoices/invoice.ts';
import { taxGroups, totalTax } from '../../shared/tax/assess-tax.ts';
import { CreditPolicy } from '../../shared/credit/credit-policy.ts';
import type { Tenant } from '../../shared/tenant.ts';

/** The company that invoices in these tests. */
export const seller: Tenant = {
  creditPolicy: CreditPolicy.parse({}),
  name: 'acme',
  region: 'eu-west-1',
  legalName: 'Acme Distribución S.L.',
  taxId: 'ESB12345674',
  address: { line1: 'Calle de Alcalá 45', city: 'Madrid', postalCode: '28014', country: 'ES' },
  bank: { name: 'Banco de Ejemplo', iban: 'ES9121000418450200051332', bic: 'CAIXESBBXXX' },
  currency: 'EUR',
  timeZone: 'Europe/Madrid',
  language: 'es',
  invoiceSeries: 'FA-{year}',
  senderEmail: 'facturas@acme.example',
  financeEmail: 'finanzas@acme.example',
  alarmEmail: 'operaciones@acme.example',
  paymentTerms: { netDays: 30 },
  throttle: { requestsPerSecond: 200, burst: 400 },
  reminderDaysAfterDue: 1,
  smallestReminder: 100,
};

/** A line whose net follows from the rest. */
export const lineOf = (line: number, more: Partial<InvoiceLine> = {}): InvoiceLine => {
  const { quantity = 12, unitPrice = 5_500, discountPercent = 0 } = more;
  return {
    line,
    description: `Queso Manchego ${line}`,
    sku: `QUESO-${line}`,
    quantity,
    unitPrice,
    discountPercent,
    taxCategory: 'S',
    taxRate: 21,
    net: lineNet(unitPrice, quantity, discountPercent),
    ...more,
  };
};

/** An invoice whose tax and totals follow from its lines as those of an issued one do. */
export const invoiceOf = (
  lines: InvoiceLine[],
  more: Partial<InvoiceDocument> = {},
  reason?: string,
): InvoiceDocument => {
  const taxBreakdown = taxGroups(
    lines.map(({ net, taxCategory, taxRate }) => ({
      net,
      treatment: { code: taxCategory, rate: taxRate, reason: taxRate === 0 ? reason : undefined },
    })),
  );
  const net = sumOf(lines.map((line) => line.net));
  const tax = totalTax(taxBreakdown);
  const gross = net + tax;
  return {
    id: 'inv_01JD0000000000000000000001',
    number: 'FA-2026-000123',
    series: 'FA-2026',
    type: 'invoice',
    status: 'open',
    orderIds: ['ord_01JD0000000000000000000001'],
    shipmentIds: ['shp_01JD0000000000000000000001'],
    customerId: 'cus_01JD0000000000000000000001',
    seller: { name: seller.legalName, taxId: seller.taxId, email: seller.financeEmail, address: seller.address },
    buyer: {
      name: 'Librería Peña S.L.',
      taxId: 'ESB00000042',
      email: 'compras@pena.example',
      address: { line1: 'Calle Mayor 1', city: 'Sevilla', postalCode: '41001', country: 'ES' },
    },
    issueDate: '2026-11-03',
    supplyDate: '2026-11-02',
    dueDate: '2026-12-03',
    instalments: [{ dueDate: '2026-12-03', amount: gross, due: gross }],
    currency: 'EUR',
    lines,
    taxBreakdown,
    totals: { net, tax, gross, paid: 0, credited: 0, discounted: 0, writtenOff: 0, due: gross },
    pdfSha256: null,
    previousHash: null,
    hash: 'f'.repeat(64),
    version: 1,
    language: 'es',
    orderNumbers: ['1000123'],
    rounding: 0,
    ...more,
  };
};
