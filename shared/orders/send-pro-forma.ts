import type { Call } from '../call.ts';
import { prepaymentRequired } from '../credit/prepayment.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { findDocument, keepDocument } from '../documents/document-store.ts';
import { mailOnce } from '../mail/mail-once.ts';
import { noteOrderMailFailed } from './note-mail-failed.ts';
import { loadOrder } from './order-store.ts';
import { proFormaName } from './pro-forma-name.ts';
import { renderProFormaPdf } from './render-pro-forma-pdf.ts';

/**
 * Renders and keeps the pro-forma of an order that is to be paid in advance, and mails it to the customer, once. An order
 * that was paid or decided meanwhile gets no mail that asks for money.
 */
export const sendProForma = async (orderId: string, call: Call): Promise<void> => {
  const order = await loadOrder(orderId, call);
  const { header, lines } = order;
  const customer = await loadCustomer(header.customerId, call);
  if (!header.prepayment || customer.erasedAt !== undefined) return;
  const { tenant } = call;
  const name = proFormaName(orderId);
  const kept = await findDocument(name);
  const pdf = kept ?? (await keepDocument(name, await renderProFormaPdf(order, customer, tenant), 'application/pdf'));
  const waits = header.credit.reasons.some(({ code }) => code === prepaymentRequired);
  if (header.status !== 'credit_hold' || !waits) return;
  const mail = 'pro-forma';
  await mailOnce(
    {
      about: orderId,
      mail,
      to: customer.email,
      ifUnknown: 'again',
      onRefusal: noteOrderMailFailed(orderId, mail, call),
      attachments: [{ filename: `${header.number}-pro-forma.pdf`, content: pdf, contentType: 'application/pdf' }],
      write: () => ({
        kind: 'pro-forma',
        language: customer.language,
        data: {
          seller: tenant.legalName,
          customerName: customer.name,
          orderNumber: header.number,
          currency: header.currency,
          lines,
          totals: header.totals,
          address: header.shippingAddress,
          requestedDeliveryDate: header.requestedDeliveryDate,
          amount: header.totals.gross,
          bank: tenant.bank,
        },
      }),
    },
    call,
  );
};
