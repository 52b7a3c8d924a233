import { prepaymentMissing, prepaymentRequired } from '../credit/prepayment.ts';
import type { StoredFulfillment } from '../fulfillments/fulfillment.ts';
import { formatMoney } from '../money/format-money.ts';
import { sumOf } from '../money/money.ts';
import type { OrderState, OrderStatus } from '../orders/order.ts';
import { deductionsOf, undeducted } from '../orders/deductions.ts';
import { openNets, openPieces, orderGross, unreservedPieces } from '../orders/order-status.ts';
import { invoiceActions, type InvoiceToAct, type Today } from './invoice-actions.ts';
import type { NextAction } from './next-action.ts';

/** What lies around an order, as far as the caller has read it: with it the actions say more exactly what is next. */
export interface Around {
  lists?: readonly Pick<StoredFulfillment, 'id' | 'status' | 'lines' | 'shipping'>[];
  invoices?: readonly (InvoiceToAct & { id: string })[];
  day?: Today;
}

type Rule = (order: OrderState, around: Around) => NextAction[];

const pieces = (count: number): string => (count === 1 ? '1 piece' : `${count} pieces`);

/** The credit desk decides, unless the order only waits for its customer to pay in advance. */
const decideCredit: Rule = ({ header, lines }) => {
  const { reasons } = header.credit;
  const inAdvance = reasons.filter((reason) => reason.code === prepaymentRequired);
  const others = reasons.filter((reason) => reason.code !== prepaymentRequired);
  return [
    ...inAdvance.map(({ detail }): NextAction => {
      const amount = formatMoney(orderGross(lines), header.currency, 'en');
      return { who: 'customer', what: `Pay ${amount} in advance`, why: detail };
    }),
    ...(others.length > 0 || inAdvance.length === 0
      ? [
          {
            who: 'credit' as const,
            what: 'Approve or reject the order',
            why: others.map((reason) => reason.detail).join(' ') || 'The order is held.',
          },
        ]
      : []),
  ];
};

/** It was released by a payment that was taken back when pieces were picked already. */
const askForMissingMoney: Rule = ({ header }) =>
  header.credit.reasons
    .filter(({ code }) => code === prepaymentMissing)
    .map(({ detail }) => ({ who: 'credit', what: 'Ask for the payment, or stop the shipment', why: detail }));

/** Status of a pick list → what the warehouse does with it next. */
const nextWithList: Partial<Record<StoredFulfillment['status'], { verb: string; why: string }>> = {
  pending: { verb: 'Pick', why: 'reserved' },
  picked: { verb: 'Pack', why: 'picked' },
  packed: { verb: 'Check', why: 'packed' },
  checked: { verb: 'Ship', why: 'checked' },
};

const workOnLists: Rule = ({ header }, { lists = [] }) =>
  Object.entries(header.openFulfillments).map(([warehouse, id]): NextAction => {
    const list = lists.find((one) => one.id === id);
    const next = list && nextWithList[list.status];
    const by = header.requestedDeliveryDate;
    if (!list || !next) {
      return { who: 'warehouse', what: `Pick, pack, check and ship ${id}`, by, why: `It is reserved in ${warehouse}.` };
    }
    if (list.shipping) return { who: 'system', what: `Finish shipping ${id}`, why: `It is leaving ${warehouse}.` };
    const count = sumOf(list.lines.map((line) => line.quantity));
    const why = `${pieces(count)} ${count === 1 ? 'is' : 'are'} ${next.why} in ${warehouse}.`;
    return { who: 'warehouse', what: `${next.verb} ${id}`, by, why };
  });

const openLists: Rule = ({ header, lines }) => {
  const waiting = lines.flatMap((line) =>
    line.reservations
      .filter((one) => one.fulfillmentId === undefined && !Object.hasOwn(header.openFulfillments, one.warehouse))
      .map((one) => one.warehouse),
  );
  return [...new Set(waiting)].map((warehouse) => ({
    who: 'system',
    what: `Open a pick list in ${warehouse}`,
    why: 'Pieces are reserved there and on no list yet.',
  }));
};

const getStock: Rule = ({ header, lines }) =>
  lines
    .filter((line) => unreservedPieces(line) > 0)
    .map((line) =>
      line.stockTracked
        ? {
            who: 'purchasing',
            what: `Get ${unreservedPieces(line)} of ${line.sku}`,
            by: header.requestedDeliveryDate,
            why: 'Not enough in stock.',
          }
        : { who: 'system', what: `Put ${line.sku} on a pick list`, why: 'Its stock is not counted.' },
    );

const deliverServices: Rule = ({ header, lines }) =>
  lines
    .filter((line) => line.kind === 'service' && openPieces(line) > 0)
    .map((line) => ({
      who: 'service',
      what: `Deliver ${openPieces(line)} of ${line.sku} and report it`,
      by: header.requestedDeliveryDate,
      why: 'It is a service: no warehouse sends it.',
    }));

const invoiceShipments: Rule = ({ header }) =>
  header.uninvoicedShipmentIds.map((id) => ({ who: 'system', what: `Invoice shipment ${id}`, why: 'It has left.' }));

const payInvoices: Rule = ({ header }, { invoices = [], day }) =>
  header.invoices
    .filter(({ status }) => status === 'open' || status === 'partially_paid')
    .flatMap(({ invoiceId, dueDate }): NextAction[] => {
      const invoice = invoices.find((one) => one.id === invoiceId);
      if (invoice && day) return invoiceActions(invoice, day).filter(({ who }) => who !== 'system');
      const why = 'The goods were shipped and invoiced.';
      return [{ who: 'customer', what: `Pay invoice ${invoiceId}`, by: dueDate, why }];
    });

const finishCancelling: Rule = ({ header }) =>
  header.cancelling ? [{ who: 'system', what: 'Finish the cancellation', why: header.cancelling.reason }] : [];

/** What is announced to come back is to be taken in, whatever the rest of the order does. */
const takeBack: Rule = ({ lines }) => {
  const count = sumOf(lines.map((line) => line.returning));
  if (count === 0) return [];
  return [{ who: 'warehouse', what: 'Receive the return', why: `${pieces(count)} announced to come back.` }];
};

const moving = [askForMissingMoney, invoiceShipments, workOnLists, openLists, getStock, deliverServices, payInvoices];

/** The rules of each status, the most pressing first. Ended orders have none. */
const rulesOf: Record<OrderStatus, readonly Rule[]> = {
  rejected: [],
  cancelled: [],
  completed: [],
  credit_hold: [decideCredit],
  accepted: [() => [{ who: 'system', what: 'Reserve stock', why: 'The order was accepted a moment ago.' }]],
  backordered: moving,
  fulfilling: moving,
  shipped: [invoiceShipments, payInvoices],
};

/** What is seen everywhere as done and not yet taken over by the order: it follows within a moment. */
const takeOver: NextAction = {
  who: 'system',
  what: 'Take over what has happened',
  why: 'Everything else is done.',
};

/** What was invoiced in advance and no delivery will take off any more, since it was cancelled or rejected. */
const creditAdvance: Rule = ({ header, lines }) => {
  const { prepaymentInvoices: prepaid } = header;
  if (prepaid.length === 0) return [];
  const toCome = header.status === 'rejected' ? [] : deductionsOf(prepaid, openNets(lines));
  const net = undeducted(prepaid) - sumOf(toCome.map(({ base }) => base));
  if (net <= 0) return [];
  const numbers = prepaid.map(({ number }) => number).join(', ');
  const what = `Credit ${formatMoney(net, header.currency, 'en')} net of ${numbers} and pay it back`;
  return [{ who: 'finance', what, why: 'It was paid and invoiced in advance and will not be delivered.' }];
};

/**
 * Who has to do what next about an order, by when, and why: its own to-do list. Empty only when it has ended and nothing of
 * it is to come back, neither goods nor money. Pure.
 */
export const orderActions = (order: OrderState, around: Around = {}): NextAction[] => {
  const rules = rulesOf[order.header.status];
  const back = [...takeBack(order, around), ...creditAdvance(order, around)];
  if (rules.length === 0) return back;
  const actions = [...[finishCancelling, ...rules].flatMap((rule) => rule(order, around)), ...back];
  return actions.length > 0 ? actions : [takeOver];
};
