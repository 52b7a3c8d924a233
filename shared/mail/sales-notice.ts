import { inline, writtenIn } from '../documents/for-people.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Language } from '../tenant.ts';
import type { MailContent } from './mail-content.ts';
import { textsIn } from './texts/texts-in.ts';

/** What the seller's own sales people are told of a credit decision. Amounts in minor units of `currency`. */
export interface SalesNotice {
  seller: string;
  customerName: string;
  orderNumber: string;
  decision: 'held' | 'approved' | 'rejected';
  currency: string;
  gross: number;
  /** Why, in sentences, as they stand on the order. */
  reasons: readonly string[];
}

/** The mail to sales when an order is held for a credit decision, and when that decision is made. */
export const salesNotice = (notice: SalesNotice, spoken: Language): MailContent => {
  const language = writtenIn(spoken);
  const texts = textsIn(language);
  const { labels } = texts;
  const told = texts.sales[notice.decision];
  const customer = inline(notice.customerName);
  const seller = inline(notice.seller);
  const amount = formatMoney(notice.gross, notice.currency, language);
  const words = { order: notice.orderNumber, customer, amount };
  const paragraphs = told.paragraphs(words);
  return {
    language,
    subject: told.subject(words),
    preview: paragraphs[0] ?? told.heading,
    seller,
    heading: told.heading,
    greeting: texts.financeGreeting,
    paragraphs,
    facts: [
      { label: labels.order, value: notice.orderNumber },
      { label: labels.customer, value: customer },
      { label: labels.total, value: amount },
      ...(notice.reasons.length === 0 ? [] : [{ label: labels.reason, value: inline(notice.reasons.join(' ')) }]),
    ],
    signOff: texts.signOff,
    footer: texts.sales.footer(seller),
  };
};
