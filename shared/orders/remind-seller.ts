import type { Call } from '../call.ts';
import { addDays, dateIn } from '../dates.ts';
import { sellerReminder } from '../mail/seller-mails.ts';
import { openPieces } from './order-status.ts';
import { loadOrder } from './order-store.ts';
import { postOrderMail } from './post-order-mail.ts';
import { piecesOf } from './tell-customer.ts';

/**
 * Reminds the seller's own people, in the tenant's language, of an order that should have been shipped since a day; once per
 * such day, and not when everything has left meanwhile.
 */
export const remindSeller = async (
  orderId: string,
  { since, days }: { since: string; days: number },
  call: Call,
): Promise<void> => {
  const { header, lines } = await loadOrder(orderId, call);
  const { tenant } = call;
  const pieces = piecesOf(lines, openPieces);
  if (pieces.length === 0 || header.status === 'rejected') return;
  const expires = tenant.orderPolicy?.expireAfterDays;
  const { customerId, number, requestedDeliveryDate } = header;
  await postOrderMail(
    {
      orderId,
      customerId,
      mail: `${sellerReminder}-${since}`,
      ifUnknown: 'never',
      to: tenant.salesEmail ?? tenant.financeEmail,
      write: ({ name }) => ({
        kind: 'unshipped-reminder',
        language: tenant.language,
        data: {
          seller: tenant.legalName,
          customerName: name,
          orderNumber: number,
          placedOn: dateIn(tenant.timeZone, header.placedAt),
          requestedDeliveryDate,
          since,
          days,
          expiresOn: expires === undefined ? undefined : addDays(since, expires),
          pieces,
        },
      }),
    },
    call,
  );
};
