import * as z from 'zod';
import { CreditNote, CreditNoteAllocationInput, CreditNoteInput } from '../../shared/credit-notes/credit-note.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { RefundInput } from '../../shared/payments/refund.ts';

export const creditNoteRoutes = {
  issueCreditNote: {
    method: 'POST',
    path: '/v1/invoices/{id}/credit-notes',
    scope: 'invoices.write',
    summary: 'Credit an invoice: pieces of lines, a gross amount, or all that is left',
    body: CreditNoteInput,
    response: CreditNote,
    status: 201,
  },
  listCreditNotes: {
    method: 'GET',
    path: '/v1/credit-notes',
    scope: 'invoices.read',
    summary: 'Credit notes, newest first',
    query: z.strictObject({
      ...listQuery,
      customerId: z.string().max(64).optional(),
      invoiceId: z.string().max(64).optional(),
    }),
    response: listOf(CreditNote),
  },
  getCreditNote: {
    method: 'GET',
    path: '/v1/credit-notes/{id}',
    scope: 'invoices.read',
    summary: 'Read a credit note',
    response: CreditNote,
  },
  getCreditNotePdf: {
    method: 'GET',
    path: '/v1/credit-notes/{id}.pdf',
    scope: 'invoices.read',
    summary: 'The PDF as it was sent to the customer',
    media: 'application/pdf',
  },
  allocateCreditNote: {
    method: 'POST',
    path: '/v1/credit-notes/{id}/allocations',
    scope: 'invoices.write',
    summary: 'Settle another invoice of the customer with what is left of a credit note',
    body: CreditNoteAllocationInput,
    response: CreditNote,
  },
  refundCreditNote: {
    method: 'POST',
    path: '/v1/credit-notes/{id}/refunds',
    scope: 'payments.write',
    summary: 'Refund what is left of a credit note',
    body: RefundInput,
    response: CreditNote,
    status: 201,
  },
} as const satisfies Routes;
