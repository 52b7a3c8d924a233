import * as z from 'zod';
import { Customer } from '../customers/customer.ts';
import { Invoice } from '../invoices/invoice.ts';
import { StoredOrder } from '../orders/order.ts';
import { Payment } from '../payments/payment.ts';
import { Shipment } from '../shipments/shipment.ts';
import { lazyObject } from '../lazy-object.ts';

/** A mail that went out, or was refused. */
export const MailTrace = lazyObject(() => ({
  about: z.string(),
  mail: z.string(),
  state: z.enum(['sending', 'sent', 'refused']),
  at: z.iso.datetime(),
  /** Where it went; null when only a fingerprint is left that no known address has. */
  to: z.string().nullable(),
}));
export type MailTrace = z.infer<typeof MailTrace>;

/** A page of what is held about a person: by their orders, newest first, then by their payments. */
export const PersonalData = lazyObject(() => ({
  customer: Customer,
  orders: z.array(
    StoredOrder.pick({
      id: true,
      number: true,
      placedAt: true,
      shippingAddress: true,
      purchaseOrderNumber: true,
      note: true,
    }),
  ),
  shipments: z.array(Shipment.pick({ id: true, orderId: true, trackingNumber: true, address: true })),
  /** As issued: they are kept after an erasure. */
  invoices: z.array(Invoice.pick({ id: true, number: true, issueDate: true, buyer: true, pdfSha256: true })),
  mails: z.array(MailTrace),
  payments: z.array(Payment.pick({ id: true, receivedOn: true, reference: true, payer: true })),
  nextCursor: z.string().nullable(),
}));
export type PersonalData = z.infer<typeof PersonalData>;
