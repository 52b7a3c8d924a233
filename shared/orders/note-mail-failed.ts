import type { Call } from '../call.ts';
import type { Work } from '../table/work.ts';
import { loadOrder, orderSubject, saveOrder } from './order-store.ts';

/** Raises `email.failed` of an order: a mail about it does not reach its customer. */
export const noteOrderMailFailed =
  (orderId: string, mail: string, call: Call) =>
  async (work: Work, reason: string): Promise<void> => {
    const before = await loadOrder(orderId, call);
    const header = { ...before.header };
    work.raise(orderSubject(header), 'email.failed', { about: orderId, mail, reason });
    saveOrder(work, { before, draft: { header, lines: before.lines }, call });
  };
