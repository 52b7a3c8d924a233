/** What the words of an order confirmation may name. */
export interface OrderWords {
  order: string;
  seller: string;
}

/** What the words of a notice about an order may name. The date arrives written out. */
export interface NoticeWords extends OrderWords {
  date: string;
}

/** What the words to the seller about an order that does not move may name. */
export interface UnshippedWords extends OrderWords {
  customer: string;
  date: string;
  days: number;
}

/** What the words about an invoice may name. Money and dates arrive written out. */
export interface InvoiceWords {
  invoice: string;
  seller: string;
  customer: string;
  amount: string;
  dueDate: string;
}

/** What the words to the seller's own sales people may name. */
export interface SalesWords {
  order: string;
  customer: string;
  amount: string;
}

/** What the words about a credit note may name. */
export interface CreditNoteWords {
  creditNote: string;
  invoice: string;
  seller: string;
  customer: string;
  amount: string;
}

export interface CreditNoteTexts {
  subject: (words: CreditNoteWords) => string;
  heading: (words: CreditNoteWords) => string;
  paragraphs: (words: CreditNoteWords) => string[];
}

interface SalesTexts {
  subject: (words: SalesWords) => string;
  heading: string;
  paragraphs: (words: SalesWords) => string[];
}

interface OrderTexts {
  subject: (words: OrderWords) => string;
  heading: string;
  /** What the decision means for the customer, a paragraph each. */
  paragraphs: (words: OrderWords) => string[];
}

export interface NoticeTexts {
  subject: (words: NoticeWords) => string;
  heading: string;
  paragraphs: (words: NoticeWords) => string[];
  /** Over the pieces it is about, and over those that come beside or after them. */
  pieces: string;
  others?: string;
  /** What to say where there are no others. */
  noOthers?: string;
}

export interface InvoiceTexts {
  subject: (words: InvoiceWords) => string;
  heading: (words: InvoiceWords) => string;
  paragraphs: (words: InvoiceWords) => string[];
}

/**
 * Every word of every mail in one language. Values are plain text: they are escaped when they are put into the HTML, and
 * what they name may hold anything.
 */
export interface MailTexts {
  greeting: (customer: string) => string;
  /** Opens the copies for the seller's own finance department. */
  financeGreeting: string;
  signOff: string;
  /** Under the mail: who sent it and why. */
  footer: (seller: string) => string;
  order: {
    accepted: OrderTexts;
    credit_hold: OrderTexts;
    prepayment: OrderTexts;
    rejected: OrderTexts;
    cancelled: OrderTexts;
    /** Cancelled by itself because it was not shipped, or not released, for too long. */
    expired: OrderTexts;
  };
  /** The figure of an order that is to be paid in advance, and what follows from paying it. */
  proForma: { amountToPay: string; condition: string };
  notice: { backordered: NoticeTexts; shipped: NoticeTexts; partlyCancelled: NoticeTexts; late: NoticeTexts };
  /** To the seller's own people. */
  unshipped: {
    greeting: string;
    subject: (words: UnshippedWords) => string;
    heading: string;
    paragraphs: (words: UnshippedWords) => string[];
    pieces: string;
    expiresOn: (date: string) => string;
  };
  /** The price of one piece. */
  each: (price: string) => string;
  discounted: (percent: string) => string;
  sales: { held: SalesTexts; approved: SalesTexts; rejected: SalesTexts; footer: (seller: string) => string };
  invoice: InvoiceTexts;
  /** The invoice of money received in advance. */
  prepaymentInvoice: InvoiceTexts;
  invoiceCopy: InvoiceTexts;
  creditNote: CreditNoteTexts;
  creditNoteCopy: CreditNoteTexts;
  reminder: InvoiceTexts & { daysOverdue: (days: number) => string; alreadyPaid: string };
  payBy: (date: string) => string;
  nothingDue: string;
  labels: {
    order: string;
    orders: string;
    deliverTo: string;
    requestedFor: string;
    placedOn: string;
    carrier: string;
    trackingNumber: string;
    followIt: string;
    item: string;
    quantity: string;
    net: string;
    subtotal: string;
    discountIncluded: string;
    shipping: string;
    tax: string;
    total: string;
    customer: string;
    creditNote: string;
    creditedInvoice: string;
    credited: string;
    setOff: string;
    yourCredit: string;
    paidBack: string;
    invoice: string;
    issueDate: string;
    dueDate: string;
    invoiceTotal: string;
    alreadySettled: string;
    amountDue: string;
    howToPay: string;
    beneficiary: string;
    bank: string;
    iban: string;
    account: string;
    bic: string;
    reference: string;
    reason: string;
  };
}
