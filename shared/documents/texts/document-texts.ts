import type { TaxCategoryCode } from '../../invoices/invoice.ts';

/** Every word of every document in one language. */
export interface DocumentTexts {
  page: (page: number, pages: number) => string;
  invoice: {
    title: string;
    prepaymentTitle: string;
    /** Instead of the date of supply on an invoice of money received before it. */
    receivedOn: string;
    /** The line of a prepayment invoice. */
    prepayment: (order: string) => string;
    /** The line that takes off what another invoice charged in advance. */
    deduction: (invoice: string) => string;
    issueDate: string;
    supplyDate: string;
    dueDate: string;
    order: string;
    orders: string;
    purchaseOrder: string;
    billTo: string;
    taxId: string;
    /** Value added tax, and what else a country may call it. */
    vat: string;
    otherTax: string;
    description: string;
    quantity: string;
    unitPrice: string;
    discount: string;
    net: (currency: string) => string;
    taxBase: string;
    taxRate: (tax: string) => string;
    /** The law's reason for a tax of zero, in this language; `reason` is what the invoice itself says, in English. */
    taxReason: (category: TaxCategoryCode, reason: string) => string;
    total: string;
    netTotal: string;
    paid: string;
    credited: string;
    discounted: string;
    rounding: string;
    writtenOff: string;
    amountDue: string;
    payBy: (date: string) => string;
    nothingDue: string;
    payment: string;
    beneficiary: string;
    bank: string;
    iban: string;
    account: string;
    bic: string;
    reference: string;
    earlyPayment: (words: { percent: string; until: string; discount: string; amount: string }) => string;
    instalments: string;
  };
  creditNote: {
    title: string;
    invoice: string;
    invoiceDate: string;
    reason: string;
    credited: string;
    explanation: string;
    /** The line of a credit that is an amount, not pieces of lines. */
    amountOn: (invoice: string) => string;
  };
  /** What a pro-forma calls otherwise than an invoice. */
  proForma: {
    title: string;
    date: string;
    order: string;
    amountToPay: string;
    /** Under the amount: what happens when it is paid. */
    condition: string;
    /** That this is no invoice. */
    note: string;
  };
}
