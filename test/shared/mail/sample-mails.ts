import type { Mail } from '../../../shared/mail/render-mail.ts';
import type { Language } from '../../../shared/tenant.ts';

type Told = 'accepted' | 'credit_hold' | 'rejected' | 'cancelled' | 'expired';

/** Two cheeses and a book for a Spanish shop, whoever it is. */
export const orderMail = (
  language: Language,
  status: Told = 'accepted',
  customerName = 'Librería Peña S.L.',
): Mail => ({
  kind: 'order-confirmation',
  language,
  data: {
    seller: 'Acme Distribución S.L.',
    customerName,
    orderNumber: '1000123',
    status,
    currency: 'EUR',
    lines: [
      { name: 'Queso & Compañía', sku: 'QUESO', quantity: 1_200, net: 6_600_000, unitPrice: 5_500, discountPercent: 0 },
      { name: 'Libro', sku: 'LIBRO', quantity: 1, net: 1_250, unitPrice: 2_500, discountPercent: 50 },
    ],
    totals: { net: 6_601_250, shipping: 650, tax: 1_386_000, gross: 7_987_900, discount: 5_000 },
    address: { line1: 'Calle Mayor 1', city: 'Sevilla', postalCode: '41001', country: 'ES' },
    requestedDeliveryDate: '2026-11-20',
  },
});

const cheese = { name: 'Queso & Compañía', sku: 'QUESO', quantity: 1_150 };
const book = { name: 'Libro', sku: 'LIBRO', quantity: 1 };

export const noticeMail = (
  language: Language,
  told: 'backordered' | 'shipped' | 'partlyCancelled' | 'late',
  more: object = {},
): Mail => ({
  kind: 'order-notice',
  language,
  data: {
    seller: 'Acme Distribución S.L.',
    customerName: 'Librería Peña S.L.',
    orderNumber: '1000123',
    told,
    pieces: [cheese],
    others: told === 'late' ? [] : [{ ...cheese, quantity: 50 }, book],
    requestedDeliveryDate: '2026-11-20',
    ...(told === 'shipped' && { carrier: 'SEUR 24H', trackingNumber: 'T-0815' }),
    orderPage: 'https://acme.example/orders/1000123',
    ...more,
  },
});

export const unshippedMail = (language: Language, days = 5): Mail => ({
  kind: 'unshipped-reminder',
  language,
  data: {
    seller: 'Acme Distribución S.L.',
    customerName: 'Librería Peña S.L.',
    orderNumber: '1000123',
    placedOn: '2026-11-10',
    requestedDeliveryDate: '2026-11-20',
    since: '2026-11-20',
    days,
    expiresOn: '2026-12-20',
    pieces: [cheese, book],
  },
});

const about = {
  seller: 'Acme Distribución S.L.',
  customerName: 'Librería Peña S.L.',
  invoiceNumber: 'FA-2026-000123',
  issueDate: '2026-11-03',
  dueDate: '2026-12-03',
  currency: 'EUR',
  gross: 221_551,
  due: 221_551,
  bank: { name: 'Banco de Ejemplo', iban: 'ES9121000418450200051332', bic: 'CAIXESBBXXX' },
};

export const invoiceMailOf = (language: Language, more: { copyForFinance?: boolean; due?: number } = {}): Mail => ({
  kind: 'invoice',
  language,
  data: { ...about, orderNumbers: ['1000123'], copyForFinance: false, ...more },
});

export const reminderMailOf = (language: Language, daysOverdue = 1, due = about.due): Mail => ({
  kind: 'payment-reminder',
  language,
  data: { ...about, due, daysOverdue },
});

export const salesMailOf = (
  language: Language,
  decision: 'held' | 'approved' | 'rejected' = 'held',
  customerName = 'Librería Peña S.L.',
): Mail => ({
  kind: 'sales-notice',
  language,
  data: {
    seller: 'Acme Distribución S.L.',
    customerName,
    orderNumber: '1000123',
    decision,
    currency: 'EUR',
    gross: 7_987_900,
    reasons: ['The order brings the exposure over the limit.', 'All orders wait.'],
  },
});
