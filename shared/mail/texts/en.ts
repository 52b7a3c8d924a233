import type { MailTexts } from './mail-texts.ts';

/** Mails in English. */
export const en: MailTexts = {
  greeting: (customer) => `Dear ${customer},`,
  financeGreeting: 'Dear colleagues,',
  signOff: 'Kind regards,',
  footer: (seller) => `${seller} sent you this message about your order or your account. It is not advertising.`,
  order: {
    accepted: {
      subject: ({ order, seller }) => `Your order ${order} with ${seller}`,
      heading: 'Thank you for your order',
      paragraphs: ({ order }) => [
        `We have received and accepted your order ${order}, and we are preparing it.`,
        'You will receive the invoice by email as soon as your order has been shipped.',
      ],
    },
    credit_hold: {
      subject: ({ order, seller }) => `We have received your order ${order} with ${seller}`,
      heading: 'We have received your order',
      paragraphs: ({ order }) => [
        `Thank you for your order ${order}. Before we prepare it, a colleague will take a short look at your account.`,
        'There is nothing you need to do. If we have a question, we will contact you.',
      ],
    },
    prepayment: {
      subject: ({ order, seller }) => `Please pay your order ${order} with ${seller} in advance`,
      heading: 'We have received your order',
      paragraphs: ({ order }) => [
        `Thank you for your order ${order}. We prepare it as soon as your payment has arrived; please name the number of the order as reference.`,
        'The attached pro forma shows what you have ordered and what it costs. It is not an invoice: you will receive that after your payment.',
      ],
    },
    rejected: {
      subject: ({ order, seller }) => `We cannot accept your order ${order} with ${seller}`,
      heading: 'We cannot accept your order',
      paragraphs: ({ order }) => [
        `Thank you for your order ${order}. Unfortunately we cannot accept it on your current credit terms.`,
        'Nothing will be delivered and nothing will be charged. Please contact us: we will gladly look for a way together.',
      ],
    },
    cancelled: {
      subject: ({ order, seller }) => `Your order ${order} with ${seller} is cancelled`,
      heading: 'Your order is cancelled',
      paragraphs: ({ order }) => [
        `Your order ${order} has been cancelled. Nothing more of it will be delivered or charged.`,
        'If you did not expect this message, please contact us.',
      ],
    },
  },
  proForma: { amountToPay: 'Amount to pay in advance', condition: 'We prepare your order when it has arrived' },
  invoice: {
    subject: ({ invoice, seller }) => `Invoice ${invoice} from ${seller}`,
    heading: ({ invoice }) => `Invoice ${invoice}`,
    paragraphs: () => ['Thank you for your business. Your invoice is attached as a PDF.'],
  },
  invoiceCopy: {
    subject: ({ invoice, customer }) => `Copy of invoice ${invoice} to ${customer}`,
    heading: ({ invoice }) => `Copy of invoice ${invoice}`,
    paragraphs: ({ invoice, customer }) => [
      `Invoice ${invoice} has been issued to ${customer}. The PDF the customer receives is attached for your records.`,
    ],
  },
  reminder: {
    subject: ({ invoice, seller }) => `Friendly reminder: invoice ${invoice} from ${seller}`,
    heading: () => 'A friendly reminder',
    paragraphs: ({ invoice, amount, dueDate }) => [
      `Perhaps it has slipped your attention: invoice ${invoice} was due on ${dueDate}, and ${amount} is still open.`,
      'We would be grateful for your payment in the next few days.',
    ],
    daysOverdue: (days) => (days === 1 ? '1 day past due' : `${days} days past due`),
    alreadyPaid:
      'If you have paid in the meantime, please disregard this message. If anything is unclear, simply reply to it.',
  },
  payBy: (date) => `Please pay by ${date}`,
  nothingDue: 'Nothing is left to pay. Thank you.',
  labels: {
    order: 'Order',
    orders: 'Orders',
    deliverTo: 'Deliver to',
    requestedFor: 'Requested for',
    item: 'Item',
    quantity: 'Quantity',
    net: 'Net',
    subtotal: 'Subtotal',
    discountIncluded: 'Discount already deducted',
    shipping: 'Shipping',
    tax: 'Tax',
    total: 'Total',
    customer: 'Customer',
    invoice: 'Invoice',
    issueDate: 'Issued on',
    dueDate: 'Due on',
    invoiceTotal: 'Invoice total',
    alreadySettled: 'Already settled',
    amountDue: 'Amount due',
    howToPay: 'How to pay',
    beneficiary: 'Beneficiary',
    bank: 'Bank',
    iban: 'IBAN',
    account: 'Account',
    bic: 'BIC',
    reference: 'Payment reference',
  },
};
