/** The name of the reminder of an order to the seller. */
export const sellerReminder = 'seller-reminder';

/** Whether a mail of this name goes to the seller's own people, and so is none to the person it is about. */
export const isForSeller = (mail: string): boolean => mail === 'invoice-copy' || mail.startsWith(sellerReminder);
