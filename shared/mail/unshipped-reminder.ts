import { formatDate, inline, writtenIn } from '../documents/for-people.ts';
import type { Language } from '../tenant.ts';
import type { MailContent } from './mail-content.ts';
import { type MailPieces, pieceListOf } from './order-notice.ts';
import { textsIn } from './texts/texts-in.ts';

/** What the seller's own people are told of an order that is not shipped. Dates are calendar dates. */
export interface UnshippedReminder {
  seller: string;
  customerName: string;
  orderNumber: string;
  placedOn: string;
  requestedDeliveryDate?: string;
  /** From when on it should have been shipped, and how many days ago that is. */
  since: string;
  days: number;
  /** The day on which it is cancelled by itself, where the tenant wants that. */
  expiresOn?: string;
  pieces: readonly MailPieces[];
}

/** The reminder of an order that is not shipped, to the seller. */
export const unshippedReminder = (reminder: UnshippedReminder, spoken: Language): MailContent => {
  const language = writtenIn(spoken);
  const texts = textsIn(language);
  const { labels, unshipped } = texts;
  const { orderNumber, placedOn, requestedDeliveryDate, since, days, expiresOn, pieces } = reminder;
  const seller = inline(reminder.seller);
  const customer = inline(reminder.customerName);
  const show = (date: string): string => formatDate(date, language);
  const words = { order: orderNumber, seller, customer, date: show(since), days };
  const paragraphs = unshipped.paragraphs(words);
  return {
    language,
    subject: unshipped.subject(words),
    preview: paragraphs[0] ?? unshipped.heading,
    seller,
    heading: unshipped.heading,
    greeting: unshipped.greeting,
    paragraphs: [...paragraphs, ...(expiresOn === undefined ? [] : [unshipped.expiresOn(show(expiresOn))])],
    facts: [
      { label: labels.order, value: orderNumber },
      { label: labels.customer, value: customer },
      { label: labels.placedOn, value: show(placedOn) },
      ...(requestedDeliveryDate === undefined
        ? []
        : [{ label: labels.requestedFor, value: show(requestedDeliveryDate) }]),
    ],
    pieceLists: pieceListOf(unshipped.pieces, pieces, language),
    signOff: texts.signOff,
    footer: texts.footer(seller),
  };
};
