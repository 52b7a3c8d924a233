import type { Call } from '../call.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { isReachable } from '../mail/is-reachable.ts';
import { mailOnce } from '../mail/mail-once.ts';
import type { Mail } from '../mail/render-mail.ts';
import { noteOrderMailFailed } from './note-mail-failed.ts';

export interface OrderMail {
  orderId: string;
  customerId: string;
  /** Which mail about the order it is: sent once under this name. */
  mail: string;
  /** What a sender that died in the middle means: see send-once.ts. */
  ifUnknown: 'again' | 'never';
  /** Another than the customer, such as the seller's own people. */
  to?: string;
  write: (customer: StoredCustomer) => Mail;
}

/** Sends a mail about an order, once, unless its customer was erased or the address has refused an earlier one for good. */
export const postOrderMail = async (order: OrderMail, call: Call): Promise<void> => {
  const { orderId, mail, ifUnknown, write } = order;
  const customer = await loadCustomer(order.customerId, call);
  if (customer.erasedAt !== undefined) return;
  const to = order.to ?? customer.email;
  if (!(await isReachable(orderId, to))) return;
  const onRefusal = noteOrderMailFailed(orderId, mail, call);
  await mailOnce({ about: orderId, mail, to, ifUnknown, onRefusal, write: () => write(customer) }, call);
};
