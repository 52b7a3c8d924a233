import type { WrittenLanguage } from '../documents/for-people.ts';

/** A label and what stands beside it. */
export interface Fact {
  label: string;
  value: string;
}

/** A figure at the foot of a table; the strong one is what counts. */
export interface Total extends Fact {
  strong: boolean;
}

/** The lines of an order, every figure written out. */
export interface MailLines {
  head: { item: string; quantity: string; net: string };
  /** `price`: what a piece costs, under the net of all. */
  rows: { name: string; sku: string; quantity: string; net: string; price?: string }[];
  totals: Total[];
}

/** Pieces of an order under a title, without money. */
export interface PieceList {
  title: string;
  rows: { name: string; sku: string; quantity: string }[];
}

/**
 * What a mail says, before it is HTML or plain text: both are written from it, so that both say the same. Everything is
 * plain text, and each string is one line.
 */
export interface MailContent {
  language: WrittenLanguage;
  subject: string;
  /** Shown by inboxes beside the subject. */
  preview: string;
  seller: string;
  heading: string;
  greeting: string;
  paragraphs: string[];
  /** The one figure the reader looks for. */
  figure?: Fact & { note: string };
  facts: Fact[];
  lines?: MailLines;
  pieceLists?: PieceList[];
  /** How to pay. */
  payment?: { title: string; facts: Fact[] };
  afterword?: string;
  signOff: string;
  footer: string;
}
