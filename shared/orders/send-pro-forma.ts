import type { Call } from '../call.ts';
import { prepaymentRequired } from '../credit/prepayment.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { findDocument, keepDocument } from '../documents/document-store.ts';
import { postMail } from '../mail/post-mail.ts';
import { renderMail } from '../mail/render-mail.ts';
import { sendOnce } from '../mail/send-once.ts';
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
  const to = customer.email;
  const onRefusal = noteOrderMailFailed(orderId, mail, call);
  await sendOnce({ about: orderId, mail, to, ifUnknown: 'again', onRefusal }, call, () =>
    postMail({
      from: tenant.senderEmail,
      fromName: tenant.legalName,
      to,
      at: call.at,
      correlationId: call.correlationId,
      id: `${orderId}.${mail}`,
      attachments: [{ filename: `${header.number}-pro-forma.pdf`, content: pdf, contentType: 'application/pdf' }],
      mail: renderMail({
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
    }),
  );
};
