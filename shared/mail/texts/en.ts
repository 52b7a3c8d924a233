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
        'If you have a question about it, simply reply to this message.',
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
    expired: {
      subject: ({ order, seller }) => `Your order ${order} with ${seller} has expired`,
      heading: 'Your order has expired',
      paragraphs: ({ order }) => [
        `We have not been able to ship your order ${order} for too long. So that you are not bound to it any longer, it is now cancelled.`,
        'Nothing more of it will be delivered or charged. If you still want it, order again or simply reply to this message.',
      ],
    },
  },
  proForma: { amountToPay: 'Amount to pay in advance', condition: 'We prepare your order when it has arrived' },
  notice: {
    backordered: {
      subject: ({ order, seller }) => `Your order ${order} with ${seller}: some items will follow later`,
      heading: 'Some items will follow later',
      paragraphs: ({ order }) => [
        `Not everything of your order ${order} is in stock at this moment. What is missing will be yours as soon as it arrives.`,
        'There is nothing you need to do: we will write to you when it is shipped. If you would rather not wait, simply reply to this message.',
      ],
      pieces: 'Waiting for stock',
      others: 'In stock, and being prepared',
    },
    shipped: {
      subject: ({ order, seller }) => `Your order ${order} with ${seller} is on its way`,
      heading: 'Your order is on its way',
      paragraphs: ({ order }) => [`We have shipped the items below from your order ${order}.`],
      pieces: 'In this shipment',
      others: 'Still to come',
      noOthers: 'With this shipment nothing of your order is left to come.',
    },
    partlyCancelled: {
      subject: ({ order, seller }) => `Part of your order ${order} with ${seller} is cancelled`,
      heading: 'Part of your order is cancelled',
      paragraphs: ({ order }) => [
        `The items below have been cancelled from your order ${order}. They will neither be delivered nor charged.`,
        'If you did not expect this message, please contact us.',
      ],
      pieces: 'Cancelled',
      others: 'Still to be delivered',
      noOthers: 'Nothing of your order is left to be delivered.',
    },
    late: {
      subject: ({ order, seller }) => `Your order ${order} with ${seller} is late`,
      heading: 'Your order is late',
      paragraphs: ({ order, date }) => [
        `You asked for your order ${order} by ${date}, and we have not shipped all of it yet. We are sorry.`,
        'We will write to you as soon as it is on its way. If you would rather not wait, simply reply to this message.',
      ],
      pieces: 'Not shipped yet',
    },
  },
  unshipped: {
    greeting: 'Dear colleagues,',
    subject: ({ order, customer }) => `Not shipped yet: order ${order} of ${customer}`,
    heading: 'An order is waiting to be shipped',
    paragraphs: ({ order, customer, date, days }) => [
      days === 1
        ? `Order ${order} of ${customer} has been waiting to be shipped since ${date}, for a day.`
        : `Order ${order} of ${customer} has been waiting to be shipped since ${date}, for ${days} days.`,
    ],
    pieces: 'Not shipped yet',
    expiresOn: (date) => `If nothing happens, what is left of it is cancelled by itself on ${date}.`,
  },
  each: (price) => `${price} each`,
  discounted: (percent) => `${percent} off`,
  sales: {
    held: {
      subject: ({ order, customer }) => `Order ${order} of ${customer} is held for a credit decision`,
      heading: 'An order is held',
      paragraphs: ({ order, customer, amount }) => [
        `Order ${order} of ${customer} over ${amount} waits for a credit decision. Nothing is reserved for it until then.`,
        'The customer has been told that a colleague takes a look at the account.',
      ],
    },
    approved: {
      subject: ({ order, customer }) => `Order ${order} of ${customer} is approved`,
      heading: 'A held order is approved',
      paragraphs: ({ order, customer, amount }) => [
        `Order ${order} of ${customer} over ${amount} has been approved and goes on. The customer has been told.`,
      ],
    },
    rejected: {
      subject: ({ order, customer }) => `Order ${order} of ${customer} is rejected`,
      heading: 'An order is rejected',
      paragraphs: ({ order, customer, amount }) => [
        `Order ${order} of ${customer} over ${amount} has been rejected by credit. The customer has been told, without the reason.`,
      ],
    },
    footer: (seller) => `Cobro tells the sales people of ${seller} of credit decisions. It is not advertising.`,
  },
  invoice: {
    subject: ({ invoice, seller }) => `Invoice ${invoice} from ${seller}`,
    heading: ({ invoice }) => `Invoice ${invoice}`,
    paragraphs: () => ['Thank you for your business. Your invoice is attached as a PDF.'],
  },
  prepaymentInvoice: {
    subject: ({ invoice, seller }) => `Invoice ${invoice} from ${seller} for your payment in advance`,
    heading: ({ invoice }) => `Invoice ${invoice}`,
    paragraphs: () => [
      'We have received your payment in advance. Your invoice for it is attached as a PDF; the invoice of the delivery will take it off.',
    ],
  },
  invoiceCopy: {
    subject: ({ invoice, customer }) => `Copy of invoice ${invoice} to ${customer}`,
    heading: ({ invoice }) => `Copy of invoice ${invoice}`,
    paragraphs: ({ invoice, customer }) => [
      `Invoice ${invoice} has been issued to ${customer}. The PDF the customer receives is attached for your records.`,
    ],
  },
  creditNote: {
    subject: ({ creditNote, seller }) => `Credit note ${creditNote} from ${seller}`,
    heading: ({ creditNote }) => `Credit note ${creditNote}`,
    paragraphs: ({ invoice, amount }) => [
      `We have credited ${amount} of invoice ${invoice}. The credit note is attached as a PDF.`,
    ],
  },
  creditNoteCopy: {
    subject: ({ creditNote, customer }) => `Copy of credit note ${creditNote} to ${customer}`,
    heading: ({ creditNote }) => `Copy of credit note ${creditNote}`,
    paragraphs: ({ creditNote, customer, amount, invoice }) => [
      `Credit note ${creditNote} of ${amount} on invoice ${invoice} has been issued to ${customer}. The PDF the customer receives is attached for your records.`,
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
    placedOn: 'Ordered on',
    carrier: 'Carrier',
    trackingNumber: 'Tracking number',
    followIt: 'Follow your order',
    item: 'Item',
    quantity: 'Quantity',
    net: 'Net',
    subtotal: 'Subtotal',
    discountIncluded: 'Discount already deducted',
    shipping: 'Shipping',
    tax: 'Tax',
    total: 'Total',
    customer: 'Customer',
    creditNote: 'Credit note',
    creditedInvoice: 'On invoice',
    credited: 'Credited',
    setOff: 'Set off against the invoice',
    yourCredit: 'Stands to your credit',
    paidBack: 'Paid back',
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
    reason: 'Reason',
  },
};
