import type { DocumentName } from '../documents/document-folders.ts';

/** Where the PDF of an invoice is kept. */
export const invoicePdfName = (invoiceId: string): DocumentName => `invoices/${invoiceId}.pdf`;
