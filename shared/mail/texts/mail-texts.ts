/** What the words of an order confirmation may name. */
export interface OrderWords {
  order: string;
  seller: string;
}

/** What the words about an invoice may name. Money and dates arrive written out. */
export interface InvoiceWords {
  invoice: string;
  seller: string;
  customer: string;
  amount: string;
  dueDate: string;
}

interface OrderTexts {
  subject: (words: OrderWords) => string;
  heading: string;
  /** What the decision means for the customer, a paragraph each. */
  paragraphs: (words: OrderWords) => string[];
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
  };
  /** The figure of an order that is to be paid in advance, and what follows from paying it. */
  proForma: { amountToPay: string; condition: string };
  invoice: InvoiceTexts;
  invoiceCopy: InvoiceTexts;
  reminder: InvoiceTexts & { daysOverdue: (days: number) => string; alreadyPaid: string };
  payBy: (date: string) => string;
  nothingDue: string;
  labels: {
    order: string;
    orders: string;
    deliverTo: string;
    requestedFor: string;
    item: string;
    quantity: string;
    net: string;
    subtotal: string;
    discountIncluded: string;
    shipping: string;
    tax: string;
    total: string;
    customer: string;
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
  };
}
