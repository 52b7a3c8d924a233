import type { Call } from '../call.ts';
import type { Work } from '../table/work.ts';
import { invoiceSubject, loadInvoice, saveInvoice } from './invoice-store.ts';

/** Raises `email.failed` of an invoice: a mail about it is refused for good. */
export const noteMailRefused =
  (invoiceId: string, mail: string, call: Call) =>
  async (work: Work, reason: string): Promise<void> => {
    const before = await loadInvoice(invoiceId, call);
    const draft = mail === 'invoice' ? { ...before, mailFailedAt: call.at } : { ...before };
    work.raise(invoiceSubject(draft), 'email.failed', { about: invoiceId, mail, reason });
    saveInvoice(work, before, draft);
  };
