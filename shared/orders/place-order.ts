import { type Call, maySee } from '../call.ts';
import { StoredCredit } from '../credit/credit.ts';
import { type CreditGround, groundOf } from '../credit/credit-ground.ts';
import { moveExposure } from '../credit/credit-store.ts';
import { paysInAdvance } from '../credit/prepayment.ts';
import { StoredCustomer } from '../customers/customer.ts';
import { requireNotErased } from '../customers/customer-store.ts';
import { Unprocessable } from '../errors.ts';
import { badField } from '../http/problem.ts';
import { newId } from '../ids.ts';
import { Product } from '../products/product.ts';
import type { PriceRules } from '../prices/choose-price.ts';
import { priceRulesOf } from '../prices/price-list-store.ts';
import { requireCurrency } from '../products/put-product.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { getRowsByKey, nextCount, rememberBucket } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { assessOrder, groundsFor } from './assess-order.ts';
import type { Order, OrderInput, OrderState, StoredOrder } from './order.ts';
import { derive } from './order-status.ts';
import { orderFacts, orderSubject, presentOrder, saveOrder } from './order-store.ts';
import { type Availability, availabilityOf } from './availability.ts';
import { overridesOf, requireOverride } from './overrides.ts';
import { priceLines, totalsOf } from './price-order.ts';

/** What an order is decided on. */
interface Ground {
  customer: StoredCustomer;
  credit: CreditGround;
  products: Map<string, Product>;
  rules: PriceRules;
}

const unknownCustomer = (): Unprocessable =>
  new Unprocessable('unknown_customer', 'There is no such customer.', [
    { path: 'customerId', code: 'unknown_customer', message: 'There is no such customer.' },
  ]);

/** Customer, credit and products in one read; for a customer with price lists, those in a second one. 422 `unknown_customer`, also when the token is bound to another one. */
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
    credit: await groundOf(StoredCredit.parse(rowOf(keys.credit(customerId))), call),
    products: new Map(products.map((product) => [product.sku, product])),
    rules: await priceRulesOf(customer),
  };
};

/** Payment terms as agreed with the customer, or the tenant's. */
const agreedTermsOf = ({ customer }: Ground, { tenant }: Call): StoredOrder['terms'] =>
  customer.paymentTerms ?? { netDays: tenant.paymentTerms.netDays };

/** The order as it would be placed now: priced, taxed, its credit decided. */
const draftOrder = (input: OrderInput, ground: Ground, call: Call): OrderState => {
  const { customer, credit, products, rules } = ground;
  const shippingAddress = input.shippingAddress ?? customer.shippingAddress ?? customer.billingAddress;
  const lines = priceLines(input, {
    products,
    rules,
    destinationCountry: shippingAddress.country,
    buyerTaxId: customer.taxId,
    call,
  });
  const totals = totalsOf(lines);
  const prepayment = paysInAdvance(call.tenant.creditPolicy, input.paymentTerms ?? customer.paymentTerms);
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
    credit: assessOrder(
      { header: { currency: input.currency, exposure: 0, prepayment, prepaymentInvoices: [] }, lines },
      credit,
      call,
    ),
    terms: input.paymentTerms ?? agreedTermsOf(ground, call),
    counts: { ordered: 0, cancelled: 0, shipped: 0, invoiced: 0, reserved: 0, needsNoStock: 0 },
    chunkVersions: [],
    exposure: 0,
    listsDue: false,
    givingBack: false,
    reservationTried: false,
    openFulfillments: {},
    fulfillmentIds: [],
    shipmentIds: [],
    uninvoicedShipmentIds: [],
    invoices: [],
    prepaymentIds: [],
    returnIds: [],
    prepayment,
    prepaymentInvoices: [],
    cancellations: [],
    lifecycle: { run: 1 },
    correlationId: call.correlationId,
    version: 1,
    sequence: 0,
  };
  return { header: derive({ header, lines }), lines };
};

const eventOfDecision = { approved: 'order.accepted', held: 'order.held', rejected: 'order.rejected' } as const;

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
    const overrides = overridesOf(input, draft, agreedTermsOf(ground, call));
    if (overrides) work.raise(subject, 'order.overridden', overrides);
    const reasonCodes = draft.header.credit.reasons.map((reason) => reason.code);
    work.raise(subject, eventOfDecision[draft.header.credit.decision], {
      ...orderFacts(draft.header),
      reasonCodes,
    });
    moveExposure(
      work,
      input.customerId,
      { openOrders: draft.header.exposure },
      groundsFor(draft.header.credit, draft.header.exposure, ground.credit),
    );
    const order = presentOrder(saveOrder(work, { draft, call }));
    await exchange?.link(work, order.id);
    work.answer(201, order);
    await work.commit();
    return order;
  });
};

/** What placing would answer, and what the stock has for it, without placing: nothing is stored and no number is taken. */
export const previewOrder = async (
  input: OrderInput,
  mayOverride: boolean,
  call: Call,
): Promise<Omit<Order, 'id' | 'number'> & { availability: Availability[] }> => {
  checkInput(input, mayOverride, call);
  const draft = draftOrder(input, await loadGround(input, call), call);
  return { ...presentOrder(draft), availability: await availabilityOf(draft) };
};
