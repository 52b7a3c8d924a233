// fontkit publishes no types, and those of pdfkit do not know that it takes a font already read.
declare module 'fontkit' {
  export interface Font {
    layout: (text: string) => unknown;
  }
  /** Reads a font. Nothing of a document is kept in it: many may use it. */
  export const create: (bytes: Uint8Array) => Font;
}

declare namespace PDFKit.Mixins {
  interface PDFFont {
    registerFont(name: string, font: { layout: (text: string) => unknown }): this;
  }
}
