/** How the name of the reminder of an order to the seller begins. */
export const sellerReminder = 'seller-reminder';
/** How the names of notices to the seller's sales people begin. */
export const salesNotice = 'sales-';

/** Whether a mail of this name goes to the seller's own people, and so is none to the person it is about. */
export const isForSeller = (mail: string): boolean =>
  mail.endsWith('-copy') || mail.startsWith(sellerReminder) || mail.startsWith(salesNotice);
