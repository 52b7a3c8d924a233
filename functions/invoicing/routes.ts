import * as z from 'zod';
import { lazyStrictObject } from '../../shared/lazy-object.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { Invoice, InvoiceStatus } from '../../shared/invoices/invoice.ts';
import { creditNoteRoutes } from './credit-note-routes.ts';

export const invoicingRoutes = {
  ...creditNoteRoutes,
  listInvoices: {
    method: 'GET',
    path: '/v1/invoices',
    scope: 'invoices.read',
    summary: 'Invoices, newest first; by status or due date, those due latest first',
    query: lazyStrictObject(() => ({
      ...listQuery,
      customerId: z.string().max(64).optional(),
      orderId: z.string().max(64).optional(),
      status: InvoiceStatus.optional(),
      dueBefore: z.iso.date().optional(),
    })),
    response: listOf(Invoice),
  },
  getInvoice: {
    method: 'GET',
    path: '/v1/invoices/{id}',
    scope: 'invoices.read',
    summary: 'Read an invoice',
    response: Invoice,
  },
  getInvoicePdf: {
    method: 'GET',
    path: '/v1/invoices/{id}.pdf',
    scope: 'invoices.read',
    summary: 'The PDF as it was sent to the customer',
    media: 'application/pdf',
  },
} as const satisfies Routes;
