import { formatCount, formatDate, inline, writtenIn, type WrittenLanguage } from '../documents/for-people.ts';
import type { Language } from '../tenant.ts';
import type { Fact, MailContent, PieceList } from './mail-content.ts';
import { textsIn } from './texts/texts-in.ts';

/** Pieces of a line of an order. */
export interface MailPieces {
  name: string;
  sku: string;
  quantity: number;
}

/** What a customer is told of an order on its way. */
export interface OrderNotice {
  seller: string;
  customerName: string;
  orderNumber: string;
  told: 'backordered' | 'shipped' | 'partlyCancelled' | 'late';
  /** What it is about: what waits, went, was cancelled or is late. */
  pieces: readonly MailPieces[];
  /** What is beside or after them. */
  others: readonly MailPieces[];
  requestedDeliveryDate?: string;
  carrier?: string;
  trackingNumber?: string;
  /** Where the order is followed. */
  orderPage?: string;
}

/** The list of pieces under its title; none of no pieces. */
export const pieceListOf = (title: string, pieces: readonly MailPieces[], language: WrittenLanguage): PieceList[] => {
  if (pieces.length === 0) return [];
  const rows = pieces.map(({ name, sku, quantity }) => ({
    name: inline(name),
    sku,
    quantity: formatCount(quantity, language),
  }));
  return [{ title, rows }];
};

const factsOf = (notice: OrderNotice, language: WrittenLanguage): Fact[] => {
  const { labels } = textsIn(language);
  const { orderNumber, carrier, trackingNumber, requestedDeliveryDate, orderPage } = notice;
  const requested = requestedDeliveryDate === undefined ? undefined : formatDate(requestedDeliveryDate, language);
  const facts: [string, string | undefined][] = [
    [labels.order, orderNumber],
    [labels.carrier, carrier],
    [labels.trackingNumber, trackingNumber],
    [labels.requestedFor, requested],
    [labels.followIt, orderPage],
  ];
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value: inline(value) }]));
};

/** The mail about an order that waits for stock, was shipped, was cancelled in part, or is late. */
export const orderNotice = (notice: OrderNotice, spoken: Language): MailContent => {
  const language = writtenIn(spoken);
  const texts = textsIn(language);
  const told = texts.notice[notice.told];
  const seller = inline(notice.seller);
  const { requestedDeliveryDate: day } = notice;
  const words = { order: notice.orderNumber, seller, date: day === undefined ? '' : formatDate(day, language) };
  const paragraphs = told.paragraphs(words);
  return {
    language,
    subject: told.subject(words),
    preview: paragraphs[0] ?? told.heading,
    seller,
    heading: told.heading,
    greeting: texts.greeting(inline(notice.customerName)),
    paragraphs,
    facts: factsOf(notice, language),
    pieceLists: [
      ...pieceListOf(told.pieces, notice.pieces, language),
      ...(told.others === undefined ? [] : pieceListOf(told.others, notice.others, language)),
    ],
    afterword: notice.others.length === 0 ? told.noOthers : undefined,
    signOff: texts.signOff,
    footer: texts.footer(seller),
  };
};
