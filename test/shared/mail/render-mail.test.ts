import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMail } from '../../../shared/mail/render-mail.ts';
import { invoiceMailOf, noticeMail, orderMail, reminderMailOf, salesMailOf, unshippedMail } from './sample-mails.ts';

/** Every kind of space made one: money and percentages hold unbreakable ones. */
const plain = (text: string): string => text.replace(/\s+/g, ' ');

/** What a reader of HTML sees. */
const seen = (html: string): string =>
  plain(
    html
      .replace(/^[\s\S]*<body/, '<body')
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/&#x([0-9A-F]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  );

const everyMail = (['en', 'es'] as const).flatMap((language) => [
  orderMail(language, 'accepted'),
  orderMail(language, 'credit_hold'),
  orderMail(language, 'rejected'),
  orderMail(language, 'cancelled'),
  orderMail(language, 'expired'),
  noticeMail(language, 'backordered'),
  noticeMail(language, 'shipped'),
  noticeMail(language, 'shipped', { others: [], carrier: undefined, requestedDeliveryDate: undefined }),
  noticeMail(language, 'partlyCancelled'),
  noticeMail(language, 'late'),
  unshippedMail(language),
  invoiceMailOf(language),
  invoiceMailOf(language, { copyForFinance: true }),
  invoiceMailOf(language, { due: 0 }),
  reminderMailOf(language),
  salesMailOf(language),
  salesMailOf(language, 'approved'),
  salesMailOf(language, 'rejected'),
]);

describe('a notice to sales', () => {
  it('names the order, its customer, the amount and why, in the tenant’s language', () => {
    const { subject, text } = renderMail(salesMailOf('es'));
    expect(subject).toBe('El pedido 1000123 de Librería Peña S.L. está retenido a la espera de crédito');
    for (const part of [
      'por 79.879,00 €',
      'Cliente: Librería Peña S.L.',
      'Motivo: The order brings',
      'All orders wait.',
    ]) {
      expect(plain(text)).toContain(part);
    }
  });

  it('cannot be broken by what a customer calls itself', () => {
    const { subject, html } = renderMail(salesMailOf('en', 'rejected', 'Eve\r\nBcc: all@x.example <b>'));
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).not.toContain('<b>');
  });
});

describe('a confirmation of an order', () => {
  it('tells a Spanish customer what was ordered, in Spanish', () => {
    const { subject, text, html } = renderMail(orderMail('es'));
    expect(subject).toBe('Su pedido 1000123 en Acme Distribución S.L.');
    for (const part of [
      'Estimado/a Librería Peña S.L.:',
      'Dirección de entrega: Calle Mayor 1, 41001 Sevilla, España',
      'Entrega solicitada: 20 de noviembre de 2026',
      '1.200 x Queso & Compañía (QUESO): 66.000,00 €',
      'Subtotal: 66.012,50 €',
      'Envío: 6,50 €',
      'Impuestos: 13.860,00 €',
      'Total: 79.879,00 €',
      'Descuento ya aplicado: 50,00 €',
      '1 x Libro (LIBRO): 12,50 € (25,00 €/ud., 50 % de descuento)',
    ]) {
      expect(plain(text)).toContain(part);
    }
    expect(html).toContain('<html lang="es"');
    expect(seen(html)).toContain('Queso & Compañía QUESO 1.200 66.000,00 €');
    expect(seen(html)).toContain('Total 79.879,00 €');
  });

  it.each(['en', 'fr', 'de'] as const)('is in English for a customer who speaks %s', (language) => {
    const { subject, text, language: written } = renderMail(orderMail(language));
    expect(written).toBe('en');
    expect(subject).toBe('Your order 1000123 with Acme Distribución S.L.');
    expect(plain(text)).toContain('Requested for: November 20, 2026');
    expect(plain(text)).toContain('Total: €79,879.00');
  });

  it('says of a held order that someone looks at it, and of a rejected one that nothing comes', () => {
    expect(renderMail(orderMail('en', 'credit_hold')).text).toContain('a colleague will take a short look');
    const { subject, text } = renderMail(orderMail('en', 'rejected'));
    expect(subject).toContain('We cannot accept your order 1000123');
    expect(text).toContain('Nothing will be delivered and nothing will be charged.');
    expect(text).not.toContain('Deliver to');
  });
});

describe('a notice about an order', () => {
  it('tells a Spanish customer what went with whom, what is still to come and where to follow it', () => {
    const { subject, text, html } = renderMail(noticeMail('es', 'shipped'));
    expect(subject).toBe('Su pedido 1000123 en Acme Distribución S.L. está en camino');
    for (const part of [
      'Transportista: SEUR 24H Número de seguimiento: T-0815',
      'En este envío - 1.150 x Queso & Compañía (QUESO)',
      'Pendiente de envío - 50 x Queso & Compañía (QUESO) - 1 x Libro (LIBRO)',
      'Siga su pedido: https://acme.example/orders/1000123',
    ]) {
      expect(plain(text)).toContain(part);
    }
    expect(seen(html)).toContain('En este envío Queso & Compañía QUESO 1.150');
    expect(renderMail(noticeMail('es', 'shipped', { others: [] })).text).toContain('no queda nada pendiente');
  });

  it('names the day of an order that is late, and to the seller since when and until when it waits', () => {
    expect(renderMail(noticeMail('en', 'late')).text).toContain('by November 20, 2026, and we have not shipped all');
    const { subject, text } = renderMail(unshippedMail('en', 1));
    expect(subject).toBe('Not shipped yet: order 1000123 of Librería Peña S.L.');
    expect(text).toContain('waiting to be shipped since November 20, 2026, for a day.');
    expect(text).toContain('cancelled by itself on December 20, 2026');
    expect(renderMail(unshippedMail('es')).text).toContain('hace 5 días');
  });
});

describe('a mail with an invoice', () => {
  it('tells the customer what to pay, until when and how', () => {
    const { subject, text } = renderMail(invoiceMailOf('es'));
    expect(subject).toBe('Factura FA-2026-000123 de Acme Distribución S.L.');
    for (const part of [
      'Importe pendiente: 2.215,51 € (A pagar hasta el 3 de diciembre de 2026)',
      'Fecha de emisión: 3 de noviembre de 2026',
      'IBAN: ES91 2100 0418 4502 0005 1332',
      'BIC: CAIXESBBXXX',
      'Concepto de la transferencia: FA-2026-000123',
    ]) {
      expect(plain(text)).toContain(part);
    }
  });

  it('goes to finance as a copy that names the customer and asks nobody to pay', () => {
    const { subject, text } = renderMail(invoiceMailOf('en', { copyForFinance: true }));
    expect(subject).toBe('Copy of invoice FA-2026-000123 to Librería Peña S.L.');
    expect(text).toContain('Customer: Librería Peña S.L.');
    expect(text).not.toContain('How to pay');
  });

  it('asks for nothing when the invoice is settled already', () => {
    const { text } = renderMail(invoiceMailOf('en', { due: 0 }));
    expect(text).toContain('Amount due: €0.00 (Nothing is left to pay. Thank you.)');
    expect(text).toContain('Already settled: €2,215.51');
    expect(text).not.toContain('IBAN');
  });
});

describe('a payment reminder', () => {
  it('names what is still due of a partly paid invoice, and for how long', () => {
    const { subject, text } = renderMail(reminderMailOf('en', 1, 100_000));
    expect(subject).toBe('Friendly reminder: invoice FA-2026-000123 from Acme Distribución S.L.');
    expect(text).toContain('was due on December 3, 2026, and €1,000.00 is still open');
    expect(text).toContain('Amount due: €1,000.00 (1 day past due)');
    expect(text).toContain('Already settled: €1,215.51');
    expect(renderMail(reminderMailOf('es', 12)).text).toContain('Vencida hace 12 días');
  });
});

describe('every mail', () => {
  it.each(everyMail.map((mail) => [mail.kind, mail.language, mail] as const))(
    'says in its HTML what it says in its text: %s, %s',
    (_kind, _language, mail) => {
      const { text, html } = renderMail(mail);
      const shown = seen(html);
      for (const part of text.split('\n').flatMap((line) => line.split(/: |^- \S+ x | \(|\)/))) {
        if (part !== '--') expect(shown).toContain(plain(part).trim());
      }
      expect(`${text}${html}`).not.toMatch(/undefined|\[object|NaN/);
      expect(html).not.toContain('{{');
    },
  );

  it('loads nothing from anywhere and stays under the size at which inboxes cut', () => {
    const hundred = orderMail('es');
    if (hundred.kind !== 'order-confirmation') throw new Error('not an order');
    const [line] = hundred.data.lines;
    const { html } = renderMail({
      ...hundred,
      data: { ...hundred.data, lines: Array.from({ length: 100 }, () => ({ ...line!, name: 'ñ'.repeat(60) })) },
    });
    expect(html).not.toMatch(/<(img|script|link|iframe)\b|@import|url\(/i);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });

  it('takes markup, braces, quotes, right-to-left writing and emoji as plain data', () => {
    const name = `<script>alert(1)</script> {{seller}} {{{x}}} "quoted" 'n' & מסעדה מطعم 🧀`;
    const { html, text } = renderMail(orderMail('en', 'accepted', name));
    expect(html).not.toContain('<script');
    expect(seen(html)).toContain(`Dear ${name},`);
    expect(text).toContain(`Dear ${name},`);
  });

  it('cannot be given a second line in its subject, nor be turned around', () => {
    const mail = invoiceMailOf('en', { copyForFinance: true });
    if (mail.kind !== 'invoice') throw new Error('not an invoice');
    for (const lineEnd of ['\r\n', '\n', '\r', '\u0000', '\u0085', '\u2028', '\u2029', '\v']) {
      const customerName = `A${lineEnd}Bcc: everyone@example.com`;
      const { subject, text } = renderMail({ ...mail, data: { ...mail.data, customerName } });
      expect(subject).toBe('Copy of invoice FA-2026-000123 to A Bcc: everyone@example.com');
      expect(text).toContain('Customer: A Bcc: everyone@example.com\n');
    }
    const turned = renderMail({ ...mail, data: { ...mail.data, customerName: 'A\u202eB\u2066C' } });
    expect(turned.subject).toBe('Copy of invoice FA-2026-000123 to ABC');
  });

  it('keeps any name whole and harmless', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), (name) => {
        const { html } = renderMail(orderMail('es', 'accepted', `>${name}<`));
        const empty = renderMail(orderMail('es', 'accepted', '')).html;
        const tags = (page: string): number => page.split(/[<>]/).length;
        expect(tags(html)).toBe(tags(empty));
      }),
    );
  });
});
