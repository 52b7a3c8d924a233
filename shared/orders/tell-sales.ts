import type { Call } from '../call.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { postMail } from '../mail/post-mail.ts';
import { renderMail } from '../mail/render-mail.ts';
import type { SalesNotice } from '../mail/sales-notice.ts';
import { sendOnce } from '../mail/send-once.ts';
import { noteOrderMailFailed } from './note-mail-failed.ts';
import type { StoredOrder } from './order.ts';

/** What sales is told of an order as it stands; undefined of one that credit let through by itself, and of a cancelled one. */
const decisionOf = ({ status, credit }: StoredOrder): SalesNotice['decision'] | undefined => {
  if (status === 'credit_hold') return 'held';
  if (status === 'rejected') return 'rejected';
  if (status === 'cancelled') return undefined;
  return credit.reasons.some(({ code }) => code === 'approved_by_reviewer') ? 'approved' : undefined;
};

/** Tells the tenant's sales people, where it names an address for them, that an order is held, approved or rejected: each once. */
export const tellSales = async (order: StoredOrder, customer: StoredCustomer, call: Call): Promise<void> => {
  const { salesEmail: to, senderEmail, legalName, language } = call.tenant;
  const decision = decisionOf(order);
  if (to === undefined || decision === undefined) return;
  const mail = `sales-${decision}`;
  const onRefusal = noteOrderMailFailed(order.id, mail, call);
  await sendOnce({ about: order.id, mail, to, ifUnknown: 'again', onRefusal }, call, () =>
    postMail({
      from: senderEmail,
      fromName: legalName,
      to,
      at: call.at,
      correlationId: call.correlationId,
      id: `${order.id}.${mail}`,
      mail: renderMail({
        kind: 'sales-notice',
        language,
        data: {
          seller: legalName,
          customerName: customer.name,
          orderNumber: order.number,
          decision,
          currency: order.currency,
          gross: order.totals.gross,
          reasons: order.credit.reasons.map(({ detail }) => detail),
        },
      }),
    }),
  );
};
