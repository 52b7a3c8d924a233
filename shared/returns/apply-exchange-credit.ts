import type { Call } from '../call.ts';
import { settleByCreditNote } from '../credit-notes/allocate-credit-note.ts';
import { findOrderHeader } from '../orders/order-store.ts';
import { loadReturn } from './return-store.ts';

/** Settles an invoice of the order placed in exchange with what the return's credit notes have left. Repeat-safe. */
export const settleByReturn = async (returnId: string, invoiceId: string, call: Call): Promise<void> => {
  const { creditNoteIds } = await loadReturn(returnId, call);
  for (const creditNoteId of creditNoteIds) await settleByCreditNote(creditNoteId, invoiceId, call);
};

/** Settles the invoices that the order placed in exchange for a return has by now, oldest first. Repeat-safe. */
export const settleExchange = async (returnId: string, call: Call): Promise<void> => {
  const { exchangeOrderId } = await loadReturn(returnId, call);
  const header = exchangeOrderId === undefined ? undefined : await findOrderHeader(exchangeOrderId);
  for (const { invoiceId } of header?.invoices ?? []) await settleByReturn(returnId, invoiceId, call);
};
