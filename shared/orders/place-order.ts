import { type Call, maySee } from '../call.ts';
import { decideCredit, StoredCredit } from '../credit/credit.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { StoredCustomer } from '../customers/customer.ts';
import { requireNotErased } from '../customers/customer-store.ts';
import { Unprocessable } from '../errors.ts';
import { badField } from '../http/problem.ts';
import { newId } from '../ids.ts';
import { formatMoney } from '../money/format-money.ts';
import { Product } from '../products/product.ts';
import { requireCurrency } from '../products/put-product.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { getRowsByKey, nextCount, rememberBucket } from '../table/table.ts';
import type { Condition } from '../table/expression.ts';
import { deciding, Work } from '../table/work.ts';
import type { Order, OrderInput, OrderState, StoredOrder } from './order.ts';
import { derive, openExposure } from './order-status.ts';
import { orderFacts, orderSubject, presentOrder, saveOrder } from './order-store.ts';
import { priceLines, requireOverride, totalsOf } from './price-order.ts';

/** What an order is decided on. */
interface Ground {
  customer: StoredCustomer;
  credit: StoredCredit;
  products: Map<string, Product>;
}

const unknownCustomer = (): Unprocessable =>
  new Unprocessable('unknown_customer', 'There is no such customer.', [
    { path: 'customerId', code: 'unknown_customer', message: 'There is no such customer.' },
  ]);

/** Customer, credit and products in one read. 422 `unknown_customer`, also when the token is bound to another one. */
const loadGround = async ({ customerId, lines }: OrderInput, call: Call): Promise<Ground> => {
  if (!maySee(call, customerId)) throw unknownCustomer();
  const skus = lines.map((line) => line.sku);
  const ofCustomer = [keys.customer(customerId), keys.credit(customerId)];
  const rowOf = await getRowsByKey([...ofCustomer, ...skus.map((sku) => keys.product(sku))]);
  const found = rowOf(keys.customer(customerId));
  if (!found) throw unknownCustomer();
  const customer = StoredCustomer.parse(found);
  requireNotErased(customer);
  const products = skus.flatMap((sku) => rowOf(keys.product(sku)) ?? []).map((row) => Product.parse(row));
  return {
    customer,
    credit: StoredCredit.parse(rowOf(keys.credit(customerId))),
    products: new Map(products.map((product) => [product.sku, product])),
  };
};

/** The order as it would be placed now: priced, taxed, its credit decided. */
const draftOrder = (input: OrderInput, { customer, credit, products }: Ground, call: Call): OrderState => {
  const shippingAddress = input.shippingAddress ?? customer.shippingAddress ?? customer.billingAddress;
  const lines = priceLines(input, {
    products,
    destinationCountry: shippingAddress.country,
    buyerTaxId: customer.taxId,
    call,
  });
  const totals = totalsOf(lines);
  const show = (amount: number): string => formatMoney(amount, input.currency, 'en');
  const approved = { credit: { decision: 'approved' as const, reasons: [] } };
  const header: StoredOrder = {
    // Of the instant it is placed at: a range of days is then a range of ids.
    id: newId('ord', call.at),
    number: '',
    status: 'accepted',
    customerId: customer.id,
    currency: input.currency,
    channel: input.channel,
    totals,
    shippingAddress,
    purchaseOrderNumber: input.purchaseOrderNumber,
    requestedDeliveryDate: input.requestedDeliveryDate,
    shippingPreference: input.shippingPreference,
    note: input.note,
    placedAt: call.at,
    paymentStatus: 'not_invoiced',
    credit: decideCredit(credit, openExposure(approved, lines), show),
    terms: customer.paymentTerms ?? { netDays: call.tenant.paymentTerms.netDays },
    counts: { ordered: 0, cancelled: 0, shipped: 0, invoiced: 0, reserved: 0, needsNoStock: 0 },
    chunkVersions: [],
    exposure: 0,
    listsDue: false,
    reservationTried: false,
    openFulfillments: {},
    fulfillmentIds: [],
    shipmentIds: [],
    uninvoicedShipmentIds: [],
    invoices: [],
    prepaymentIds: [],
    returnIds: [],
    cancellations: [],
    lifecycle: { run: 1 },
    correlationId: call.correlationId,
    version: 1,
    sequence: 0,
  };
  return { header: derive({ header, lines }), lines };
};

/** What must still hold of the credit at the instant of the commit: the ground the decision stands on. */
const groundsOf = (credit: StoredCredit, { header }: OrderState): Condition[] => {
  const grounds: Condition[] = [
    { attribute: 'limit', is: '=', value: credit.limit },
    { attribute: 'hold', is: '=', value: credit.hold },
    { attribute: 'erasedAt', is: 'absent' },
  ];
  const counted = header.exposure > 0 && credit.hold === 'auto';
  return counted ? [...grounds, { attribute: 'used', is: '<=', value: credit.limit - header.exposure }] : grounds;
};

const checkInput = (input: OrderInput, mayOverride: boolean, call: Call): void => {
  requireCurrency(input.currency, call);
  requireOverride(input, mayOverride);
  if (input.requestedDeliveryDate !== undefined && input.requestedDeliveryDate < call.today) {
    throw badField('requestedDeliveryDate', 'in_the_past', 'The requested delivery date has passed.');
  }
};

/** An order placed in exchange for what comes back. `link` tells the return, in the same transaction. */
export interface Exchange {
  returnId: string;
  link: (work: Work, orderId: string) => Promise<void>;
}

/**
 * Places an order: prices it, decides its credit and moves the exposure, all in one transaction with its events.
 * Answers it as accepted, held or rejected. 422 for an unknown customer or product, 403 for a price of one's own.
 */
export const placeOrder = async (
  input: OrderInput,
  mayOverride: boolean,
  call: Call,
  exchange?: Exchange,
): Promise<Order> => {
  checkInput(input, mayOverride, call);
  await rememberBucket(keys.bucket('order', monthOf(call.at)));
  let number: string | undefined;
  return deciding(async () => {
    const ground = await loadGround(input, call);
    const draft = draftOrder(input, ground, call);
    // Taken once and late: a refused order costs no number, a retried one keeps its own.
    number ??= `SO-${(await nextCount(keys.counter('order'))).toString().padStart(6, '0')}`;
    draft.header.number = number;
    draft.header.exchangeFor = exchange?.returnId;
    const work = new Work(call);
    const subject = orderSubject(draft.header);
    work.raise(subject, 'order.received', { ...orderFacts(draft.header), number, channel: draft.header.channel });
    const reasonCodes = draft.header.credit.reasons.map((reason) => reason.code);
    work.raise(subject, draft.header.status === 'credit_hold' ? 'order.held' : 'order.accepted', {
      ...orderFacts(draft.header),
      reasonCodes,
    });
    moveExposure(work, input.customerId, { openOrders: draft.header.exposure }, groundsOf(ground.credit, draft));
    const order = presentOrder(saveOrder(work, { draft, call }));
    await exchange?.link(work, order.id);
    work.answer(201, order);
    await work.commit();
    return order;
  });
};

/** What placing would answer, without placing: nothing is stored and no number is taken. */
export const previewOrder = async (
  input: OrderInput,
  mayOverride: boolean,
  call: Call,
): Promise<Omit<Order, 'id' | 'number'>> => {
  checkInput(input, mayOverride, call);
  return presentOrder(draftOrder(input, await loadGround(input, call), call));
};
