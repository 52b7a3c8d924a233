import type { Call } from '../call.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { postMail } from '../mail/post-mail.ts';
import { renderMail } from '../mail/render-mail.ts';
import { sendOnce } from '../mail/send-once.ts';
import type { OrderState } from './order.ts';
import { loadOrder } from './order-store.ts';

/** What the customer is told of the credit decision: an order held or rejected by now, or accepted. */
const told = ({ header }: OrderState): 'accepted' | 'credit_hold' | 'rejected' =>
  header.status === 'credit_hold' || header.status === 'rejected' ? header.status : 'accepted';

/** Confirms an order to its customer by mail, once. */
export const confirmOrder = async (orderId: string, call: Call): Promise<void> => {
  const order = await loadOrder(orderId, call);
  const { header, lines } = order;
  const customer = await loadCustomer(header.customerId, call);
  const { tenant } = call;
  await sendOnce({ about: orderId, mail: 'confirmation', ifUnknown: 'again' }, call, () =>
    postMail({
      from: tenant.senderEmail,
      fromName: tenant.legalName,
      to: customer.email,
      at: call.at,
      id: `${orderId}.confirmation`,
      mail: renderMail({
        kind: 'order-confirmation',
        language: customer.language,
        data: {
          seller: tenant.legalName,
          customerName: customer.name,
          orderNumber: header.number,
          status: told(order),
          currency: header.currency,
          lines: lines.map(({ name, sku, quantity, net }) => ({ name, sku, quantity, net })),
          totals: header.totals,
          address: header.shippingAddress,
          requestedDeliveryDate: header.requestedDeliveryDate,
        },
      }),
    }),
  );
};
