import type { Call } from '../call.ts';
import { salesNotice } from '../mail/seller-mails.ts';
import type { SalesNotice } from '../mail/sales-notice.ts';
import type { StoredOrder } from './order.ts';
import { postOrderMail } from './post-order-mail.ts';

/** What sales is told of an order as it stands; undefined of one that credit let through by itself, and of a cancelled one. */
const decisionOf = ({ status, credit }: StoredOrder): SalesNotice['decision'] | undefined => {
  if (status === 'credit_hold') return 'held';
  if (status === 'rejected') return 'rejected';
  if (status === 'cancelled') return undefined;
  return credit.reasons.some(({ code }) => code === 'approved_by_reviewer') ? 'approved' : undefined;
};

/** Tells the tenant's sales people, where it names an address for them, that an order is held, approved or rejected: each once. */
export const tellSales = async (order: StoredOrder, call: Call): Promise<void> => {
  const { salesEmail: to, legalName: seller, language } = call.tenant;
  const decision = decisionOf(order);
  if (to === undefined || decision === undefined) return;
  await postOrderMail(
    {
      orderId: order.id,
      customerId: order.customerId,
      mail: `${salesNotice}${decision}`,
      ifUnknown: 'again',
      to,
      write: ({ name }) => ({
        kind: 'sales-notice',
        language,
        data: {
          seller,
          customerName: name,
          orderNumber: order.number,
          decision,
          currency: order.currency,
          gross: order.totals.gross,
          reasons: order.credit.reasons.map(({ detail }) => detail),
        },
      }),
    },
    call,
  );
};
