import { prepaymentMissing, prepaymentRequired } from '../credit/prepayment.ts';
import { formatMoney } from '../money/format-money.ts';
import { sumOf } from '../money/money.ts';
import { deductionsOf, undeducted } from './deductions.ts';
import type { NextAction, OrderState, OrderStatus } from './order.ts';
import { openNets, unreservedPieces } from './order-status.ts';

const nothing = (): NextAction[] => [];

const getThemMoving = ({ header, lines }: OrderState): NextAction[] => [
  ...header.credit.reasons
    .filter(({ code }) => code === prepaymentMissing)
    .map(({ detail }) => ({ who: 'credit', what: 'Ask for the payment, or stop the shipment', why: detail })),
  ...Object.entries(header.openFulfillments).map(([warehouse, id]) => ({
    who: 'warehouse',
    what: `Pick, pack, check and ship ${id}`,
    by: header.requestedDeliveryDate,
    why: `The pieces are reserved in ${warehouse}.`,
  })),
  ...lines
    .filter((line) => unreservedPieces(line) > 0)
    .map((line) => ({
      who: 'purchasing',
      what: `Get ${unreservedPieces(line)} of ${line.sku}`,
      by: header.requestedDeliveryDate,
      why: 'Not enough in stock.',
    })),
];

const bySituation: Record<OrderStatus, (order: OrderState) => NextAction[]> = {
  rejected: nothing,
  cancelled: nothing,
  completed: nothing,
  credit_hold: ({ header }) => {
    const why = header.credit.reasons.map((reason) => reason.detail).join(' ');
    return header.credit.reasons.some(({ code }) => code === prepaymentRequired)
      ? [{ who: 'customer', what: `Pay order ${header.number}`.trimEnd() + ' in advance', why }]
      : [{ who: 'credit', what: 'Approve or reject the order', why }];
  },
  accepted: () => [{ who: 'system', what: 'Reserve stock', why: 'The order was accepted a moment ago.' }],
  backordered: getThemMoving,
  fulfilling: getThemMoving,
  shipped: ({ header }) =>
    header.invoices
      .filter((invoice) => invoice.status === 'open' || invoice.status === 'partially_paid')
      .map((invoice) => ({
        who: 'customer',
        what: `Pay invoice ${invoice.invoiceId}`,
        by: invoice.dueDate,
        why: 'The goods were shipped and invoiced.',
      })),
};

/** What was invoiced in advance and no delivery will take off any more, since it was cancelled or rejected. */
const toCredit = ({ header, lines }: OrderState): NextAction[] => {
  const { prepaymentInvoices: prepaid } = header;
  const toCome = header.status === 'rejected' ? [] : deductionsOf(prepaid, openNets(lines));
  const net = undeducted(prepaid) - sumOf(toCome.map(({ base }) => base));
  if (net <= 0) return [];
  const numbers = prepaid.map(({ number }) => number).join(', ');
  const amount = formatMoney(net, header.currency, 'en');
  return [
    {
      who: 'finance',
      what: `Credit ${amount} net of ${numbers} and pay it back`,
      why: 'It was paid and invoiced in advance and will not be delivered.',
    },
  ];
};

/** Who has to do what next, and why: the order's own to-do list. */
export const nextActionsOf = (order: OrderState): NextAction[] => [
  ...bySituation[order.header.status](order),
  ...toCredit(order),
];
