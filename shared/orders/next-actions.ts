import { sumOf } from '../money/money.ts';
import type { NextAction, OrderState, OrderStatus } from './order.ts';
import { unreservedPieces } from './order-status.ts';

const nothing = (): NextAction[] => [];

const getThemMoving = ({ header, lines }: OrderState): NextAction[] => [
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

/** What is announced to come back is to be taken in, whatever the rest of the order does. */
const takeBack = ({ lines }: OrderState): NextAction[] => {
  const pieces = sumOf(lines.map((line) => line.returning));
  return pieces === 0
    ? []
    : [{ who: 'warehouse', what: 'Receive the return', why: `${pieces} pieces are announced to come back.` }];
};

const bySituation: Record<OrderStatus, (order: OrderState) => NextAction[]> = {
  rejected: nothing,
  cancelled: nothing,
  completed: nothing,
  credit_hold: ({ header }) => [
    {
      who: 'credit',
      what: 'Approve or reject the order',
      why: header.credit.reasons.map((reason) => reason.detail).join(' '),
    },
  ],
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

/** Who has to do what next, and why: the order's own to-do list. */
export const nextActionsOf = (order: OrderState): NextAction[] => [
  ...bySituation[order.header.status](order),
  ...takeBack(order),
];
