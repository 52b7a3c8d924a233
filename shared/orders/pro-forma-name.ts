import type { DocumentName } from '../documents/document-folders.ts';

/** Where the pro-forma of an order is kept. */
export const proFormaName = (orderId: string): DocumentName => `pro-formas/${orderId}.pdf`;
