import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';
import { CreditNote } from '../credit-notes/credit-note.ts';
import { SettledInvoice } from '../credit/payment-history.ts';
import { ScoreEntry } from '../credit/score-store.ts';
import { Customer } from '../customers/customer.ts';
import { Invoice } from '../invoices/invoice.ts';
import { StoredOrder } from '../orders/order.ts';
import { Payment } from '../payments/payment.ts';
import { Return } from '../returns/return.ts';
import { Shipment } from '../shipments/shipment.ts';

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

/** A page of what is held about a person: by their orders, newest first, then by their payments, then their scores. */
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
  returns: z.array(Return.pick({ id: true, orderId: true, requestedAt: true, reason: true })),
  /** As issued: they are kept after an erasure. */
  invoices: z.array(Invoice.pick({ id: true, number: true, issueDate: true, buyer: true, pdfSha256: true })),
  creditNotes: z.array(
    CreditNote.pick({ id: true, number: true, issueDate: true, buyer: true, reason: true, refunds: true }),
  ),
  mails: z.array(MailTrace),
  payments: z.array(Payment.pick({ id: true, receivedOn: true, reference: true, payer: true, refunds: true })),
  /** What was concluded from how they paid, and the invoices that it was concluded from. */
  creditScores: z.array(ScoreEntry),
  settledInvoices: z.array(SettledInvoice),
  nextCursor: z.string().nullable(),
}));
export type PersonalData = z.infer<typeof PersonalData>;
