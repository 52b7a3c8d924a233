import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { font, printable, type Weight } from './fonts.ts';
import type { WrittenLanguage } from './for-people.ts';

/** Everything on paper is measured in points: 72 to the inch. A4. */
const pageWidth = 595.28;
const pageHeight = 841.89;
const side = 48;
const top = 44;
const bottom = 62;

/** Where the printed area begins and ends. */
export const left = side;
export const right = pageWidth - side;
export const printedWidth = right - left;

export const ink = {
  strong: '#102a43',
  text: '#1f2933',
  soft: '#616e7c',
  accent: '#1d4e89',
  rule: '#d9e2ec',
  tint: '#f0f5fa',
};

export interface Style {
  size?: number;
  weight?: Weight;
  color?: string;
  align?: 'left' | 'right';
}

export interface PaperProps {
  title: string;
  author: string;
  language: WrittenLanguage;
  /** The day of the document (YYYY-MM-DD): the only date in the file, so that the same document is the same bytes. */
  date: string;
}

/**
 * A4 pages written from top to bottom. `y` is where the next thing goes. No font but ours is ever loaded, and pdfkit
 * never breaks a page by itself: whoever writes asks for room first.
 */
export class Paper {
  y = top;
  private readonly doc: PDFKit.PDFDocument;
  /** Draws what stands at the top of every page but the first, and moves `y` below it. */
  private onNewPage: () => void = () => {};

  constructor({ title, author, language, date }: PaperProps) {
    const instant = new Date(`${date}T12:00:00Z`);
    this.doc = new PDFDocument({
      size: [pageWidth, pageHeight],
      margin: 0,
      // An empty name: pdfkit would load Helvetica, whose measures are not in the bundle.
      font: '',
      lang: language,
      displayTitle: true,
      bufferPages: true,
      pdfVersion: '1.7',
      info: {
        Title: printable(title),
        Author: printable(author),
        Creator: 'Cobro',
        CreationDate: instant,
        ModDate: instant,
      },
    });
    this.doc.registerFont('regular', font('regular'));
    this.doc.registerFont('semibold', font('semibold'));
  }

  /** Sets what stands at the top of every following page. */
  headPagesWith(draw: () => void): void {
    this.onNewPage = draw;
  }

  private use({ size = 9, weight = 'regular', color = ink.text }: Style): void {
    this.doc.font(weight).fontSize(size).fillColor(color);
  }

  /** How wide the text is on one line. */
  widthOf(text: string, style: Style = {}): number {
    this.use(style);
    return this.doc.widthOfString(printable(text));
  }

  /** How high the text is when it wraps at this width. */
  heightOf(text: string, width: number, style: Style = {}): number {
    this.use(style);
    return this.doc.heightOfString(printable(text), { width });
  }

  /** Writes a text into a column from `y` on, wrapping. Answers its height; the caller moves on. */
  write(text: string, at: { x: number; y: number; width: number }, style: Style = {}): number {
    this.use(style);
    const { x, y, width } = at;
    this.doc.text(printable(text), x, y, { width, align: style.align ?? 'left' });
    return this.doc.y - y;
  }

  /** A thin line over the printed width, or over a part of it. */
  rule(y: number, { from = left, to = right, color = ink.rule, weight = 0.7 } = {}): void {
    this.doc.moveTo(from, y).lineTo(to, y).lineWidth(weight).strokeColor(color).stroke();
  }

  /** A tinted box behind what will be written. */
  box(y: number, height: number, { from = left, to = right, color = ink.tint } = {}): void {
    this.doc.rect(from, y, to - from, height).fill(color);
  }

  /** Whether so much height is left on this page. */
  hasRoom(height: number): boolean {
    return this.y + height <= pageHeight - bottom;
  }

  /** Goes to a new page unless there is room for so much height. Answers whether it did. */
  ensureRoom(height: number): boolean {
    if (this.hasRoom(height)) return false;
    this.doc.addPage();
    this.y = top;
    this.onNewPage();
    return true;
  }

  /** Writes the foot of every page and answers the file. Nothing can be written afterwards. */
  async finish(foot: (page: number, pages: number) => { left: string; right: string }): Promise<Uint8Array> {
    const { count } = this.doc.bufferedPageRange();
    const y = pageHeight - bottom + 18;
    const style: Style = { size: 7.5, color: ink.soft };
    for (let page = 0; page < count; page += 1) {
      this.doc.switchToPage(page);
      const texts = foot(page + 1, count);
      const rightWidth = this.widthOf(texts.right, style) + 1;
      this.rule(y);
      this.write(texts.left, { x: left, y: y + 7, width: printedWidth - rightWidth - 12 }, style);
      this.write(texts.right, { x: right - rightWidth, y: y + 7, width: rightWidth }, { ...style, align: 'right' });
    }
    this.doc.end();
    return buffer(this.doc);
  }
}
