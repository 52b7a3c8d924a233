import {
  addressLines,
  formatCount,
  formatDate,
  formatPercent,
  inline,
  writtenIn,
  type WrittenLanguage,
} from '../documents/for-people.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Address, Language } from '../tenant.ts';
import type { Fact, MailContent, MailLines } from './mail-content.ts';
import { textsIn } from './texts/texts-in.ts';

/** What a customer is told of an order just placed. Amounts in minor units of `currency`. */
export interface OrderConfirmation {
  seller: string;
  customerName: string;
  orderNumber: string;
  status: 'accepted' | 'credit_hold' | 'prepayment' | 'rejected' | 'cancelled' | 'expired';
  currency: string;
  lines: readonly {
    name: string;
    sku: string;
    quantity: number;
    net: number;
    unitPrice: number;
    discountPercent: number;
  }[];
  totals: { net: number; shipping: number; tax: number; gross: number; discount: number };
  address: Address;
  requestedDeliveryDate?: string;
  /** Where the order is followed. */
  orderPage?: string;
}

const linesOf = (order: OrderConfirmation, language: WrittenLanguage): MailLines => {
  const { labels, each, discounted } = textsIn(language);
  const { totals, currency } = order;
  const money = (minor: number): string => formatMoney(minor, currency, language);
  const total = (label: string, minor: number, strong = false) => ({ label, value: money(minor), strong });
  const priceOf = ({ unitPrice, discountPercent }: OrderConfirmation['lines'][number]): string =>
    [
      each(money(unitPrice)),
      ...(discountPercent > 0 ? [discounted(formatPercent(discountPercent, language))] : []),
    ].join(', ');
  return {
    head: { item: labels.item, quantity: labels.quantity, net: labels.net },
    rows: order.lines.map((line) => ({
      name: inline(line.name),
      sku: line.sku,
      quantity: formatCount(line.quantity, language),
      net: money(line.net),
      price: priceOf(line),
    })),
    totals: [
      total(labels.subtotal, totals.net),
      ...(totals.shipping > 0 ? [total(labels.shipping, totals.shipping)] : []),
      total(labels.tax, totals.tax),
      total(labels.total, totals.gross, true),
      // The lines are net of it: said, not subtracted.
      ...(totals.discount > 0 ? [total(labels.discountIncluded, totals.discount)] : []),
    ],
  };
};

const factsOf = (order: OrderConfirmation, language: WrittenLanguage): Fact[] => {
  const { labels } = textsIn(language);
  const { orderNumber, status, requestedDeliveryDate, address, orderPage } = order;
  if (status !== 'accepted' && status !== 'credit_hold') return [{ label: labels.order, value: orderNumber }];
  return [
    { label: labels.order, value: orderNumber },
    { label: labels.deliverTo, value: addressLines(address, language).join(', ') },
    ...(requestedDeliveryDate === undefined
      ? []
      : [{ label: labels.requestedFor, value: formatDate(requestedDeliveryDate, language) }]),
    ...(orderPage === undefined ? [] : [{ label: labels.followIt, value: orderPage }]),
  ];
};

/** The mail that follows an order: accepted, looked at by a person first, or refused. */
export const orderConfirmation = (order: OrderConfirmation, spoken: Language): MailContent => {
  const language = writtenIn(spoken);
  const texts = textsIn(language);
  const seller = inline(order.seller);
  const told = texts.order[order.status];
  const words = { order: order.orderNumber, seller };
  const paragraphs = told.paragraphs(words);
  return {
    language,
    subject: told.subject(words),
    preview: paragraphs[0] ?? told.heading,
    seller,
    heading: told.heading,
    greeting: texts.greeting(inline(order.customerName)),
    paragraphs,
    facts: factsOf(order, language),
    lines: linesOf(order, language),
    signOff: texts.signOff,
    footer: texts.footer(seller),
  };
};
