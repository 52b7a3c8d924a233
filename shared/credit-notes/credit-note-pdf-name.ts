import type { DocumentName } from '../documents/document-folders.ts';

/** Where the PDF of a credit note is kept: beside the invoices. */
export const creditNotePdfName = (creditNoteId: string): DocumentName => `invoices/${creditNoteId}.pdf`;
