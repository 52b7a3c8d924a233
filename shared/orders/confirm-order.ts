import type { Call } from '../call.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { sendOnce } from '../mail/send-once.ts';
import { noteOrderMailFailed } from './note-mail-failed.ts';
import { loadOrder } from './order-store.ts';

/** Each decision is told once; a held order is told of twice, when it is held and when it is decided. */
const mailOf = {
  accepted: 'confirmation',
  credit_hold: 'held-notice',
  rejected: 'rejection',
  cancelled: 'cancellation',
} as const;

/** Tells an order's customer by mail that it is accepted, held, rejected or cancelled whole, each once. */
export const confirmOrder = async (orderId: string, call: Call): Promise<void> => {
  const { header, lines } = await loadOrder(orderId, call);
  const { status } = header;
  const told = status === 'credit_hold' || status === 'rejected' || status === 'cancelled' ? status : 'accepted';
  const customer = await loadCustomer(header.customerId, call);
  if (customer.erasedAt !== undefined) return;
  const { tenant } = call;
  const mail = mailOf[told];
  const to = customer.email;
  const once = {
    about: orderId,
    mail,
    to,
    ifUnknown: 'again',
    onRefusal: noteOrderMailFailed(orderId, mail, call),
  } as const;
  await sendOnce(once, call, async () => {
    // Loaded when there is something to send: a decision that was told before needs none of it.
    const { renderMail } = await import('../mail/render-mail.ts');
    const { postMail } = await import('../mail/post-mail.ts');
    return postMail({
      from: tenant.senderEmail,
      fromName: tenant.legalName,
      to,
      at: call.at,
      correlationId: call.correlationId,
      id: `${orderId}.${mail}`,
      mail: renderMail({
        kind: 'order-confirmation',
        language: customer.language,
        data: {
          seller: tenant.legalName,
          customerName: customer.name,
          orderNumber: header.number,
          status: told,
          currency: header.currency,
          lines: lines.map(({ name, sku, quantity, net }) => ({ name, sku, quantity, net })),
          totals: header.totals,
          address: header.shippingAddress,
          requestedDeliveryDate: header.requestedDeliveryDate,
        },
      }),
    });
  });
};
