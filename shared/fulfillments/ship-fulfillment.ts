import { begunByOf, isBegunBy } from '../begun-by.ts';
import type { Call } from '../call.ts';
import { newId } from '../ids.ts';
import { sumOf } from '../money/money.ts';
import { openListsWithout } from '../orders/give-back.ts';
import type { OrderState, StoredLine } from '../orders/order.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { Shipment, type StoredShipment } from '../shipments/shipment.ts';
import { shipmentRow, shipmentSubject } from '../shipments/shipment-store.ts';
import { findStocks, moveStock } from '../stock/stock-store.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { rememberBucket } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { Conflict } from '../errors.ts';
import type { FulfillmentLine, ShipInput, StoredFulfillment } from './fulfillment.ts';
import { fulfillmentFacts, fulfillmentSubject, loadFulfillment, moved, saveFulfillment } from './fulfillment-store.ts';

/** Skus booked out per transaction: each is a stock row and its movement. */
const skusPerStep = 30;

/** Lines from `booked` on that make up the next step: at most `skusPerStep` different skus. */
const nextLines = (fulfillment: StoredFulfillment): FulfillmentLine[] => {
  const open = fulfillment.lines.slice(fulfillment.shipping?.booked ?? 0);
  const skus = new Set<string>();
  const end = open.findIndex((line) => skus.add(line.sku).size > skusPerStep);
  return end === -1 ? open : open.slice(0, end);
};

const bookOut = async (
  work: Work,
  lines: FulfillmentLine[],
  fulfillment: StoredFulfillment,
  order: OrderState,
): Promise<void> => {
  const tracked = new Set(order.lines.filter((line) => line.stockTracked).map((line) => line.lineId));
  const { id: fulfillmentId, orderId, warehouse } = fulfillment;
  for (const stock of await findStocks([...new Set(lines.map((line) => line.sku))], [warehouse])) {
    const quantity = sumOf(
      lines.filter((line) => line.sku === stock.sku && tracked.has(line.lineId)).map((line) => line.quantity),
    );
    if (quantity === 0) continue;
    moveStock(work, stock, {
      sku: stock.sku,
      warehouse,
      quantity: -quantity,
      reserved: -quantity,
      reason: 'shipment',
      orderId,
      fulfillmentId,
    });
  }
};

/** The order's line after its pieces on this fulfillment have left. */
const shippedLine = (line: StoredLine, fulfillment: StoredFulfillment): StoredLine => {
  const quantity = sumOf(fulfillment.lines.filter((one) => one.lineId === line.lineId).map((one) => one.quantity));
  if (quantity === 0) return line;
  const reservations = line.reservations.filter((one) => one.fulfillmentId !== fulfillment.id);
  return { ...line, reservations, reserved: line.reserved - quantity, shipped: line.shipped + quantity };
};

const shipmentOf = (fulfillment: StoredFulfillment, order: OrderState, call: Call): StoredShipment => {
  const { input, shipmentId } = fulfillment.shipping ?? { input: {}, shipmentId: newId('shp') };
  return {
    id: shipmentId,
    orderId: fulfillment.orderId,
    customerId: fulfillment.customerId,
    fulfillmentId: fulfillment.id,
    carrier: input.carrier ?? null,
    service: input.service ?? null,
    trackingNumber: input.trackingNumber ?? null,
    status: 'dispatched',
    packages: fulfillment.packages ?? [],
    price: null,
    promisedAt: null,
    dispatchedAt: call.at,
    address: order.header.shippingAddress,
    lines: fulfillment.lines,
    correlationId: call.correlationId,
    version: 1,
    sequence: 0,
  };
};

/** The last transaction: fulfillment, order and shipment move together, and the events tell it in that order. */
const dispatch = (work: Work, before: StoredFulfillment, order: OrderState, call: Call): Shipment => {
  const draft = moved(before, 'shipped');
  const shipment = shipmentOf(before, order, call);
  work.raise(fulfillmentSubject(draft), 'fulfillment.shipped', { ...fulfillmentFacts(draft), shipmentId: shipment.id });
  work.raise(shipmentSubject(shipment), 'shipment.dispatched', {
    shipmentId: shipment.id,
    orderId: shipment.orderId,
    fulfillmentId: before.id,
    status: shipment.status,
    pieces: sumOf(shipment.lines.map((line) => line.quantity)),
  });
  const { header } = order;
  const draftOrder: OrderState = {
    header: {
      ...header,
      openFulfillments: openListsWithout(header, before.id),
      shipmentIds: [...header.shipmentIds, shipment.id],
      uninvoicedShipmentIds: [...header.uninvoicedShipmentIds, shipment.id],
    },
    lines: order.lines.map((line) => shippedLine(line, before)),
  };
  saveOrder(work, { before: order, draft: draftOrder, call });
  saveFulfillment(work, before, draft, call);
  work.put(shipmentRow(shipment), 'new');
  const answer = Shipment.parse(shipment);
  work.answer(201, answer);
  return answer;
};

/** One transaction of shipping: books a step of lines out, or books the rest out and dispatches. */
const shipStep = async (id: string, input: ShipInput, call: Call): Promise<Shipment | undefined> => {
  const before = await loadFulfillment(id, call);
  if (before.shipping && !isBegunBy(before.shipping.begunBy, call)) {
    throw new Conflict('wrong_status', 'This fulfillment is being shipped at this moment.');
  }
  if (!before.shipping) moved(before, 'shipped');
  const order = await loadOrder(before.orderId, call);
  const work = new Work(call);
  const lines = nextLines(before);
  const shipping = before.shipping ?? { input, shipmentId: newId('shp'), booked: 0, begunBy: begunByOf(call) };
  const intended: StoredFulfillment = { ...before, shipping };
  await bookOut(work, lines, before, order);
  if (shipping.booked + lines.length < before.lines.length) {
    saveFulfillment(
      work,
      before,
      { ...before, shipping: { ...shipping, booked: shipping.booked + lines.length } },
      call,
    );
    await work.commit();
    return undefined;
  }
  const shipment = dispatch(work, intended, order, call);
  await work.commit();
  return shipment;
};

/**
 * Ships a checked fulfillment: stock, order line and shipment in one transaction, or, beyond 30 skus, in several of
 * which the last one dispatches; see `ShippingIntent`. 409 `wrong_status` unless it is checked.
 */
export const shipFulfillment = async (id: string, input: ShipInput, call: Call): Promise<Shipment> => {
  await rememberBucket(keys.bucket('shipment', monthOf(call.at)));
  for (;;) {
    const shipment = await deciding(() => shipStep(id, input, call));
    if (shipment) return shipment;
  }
};

/** Goes on with a shipping that a crash interrupted, as the request that began it. */
export const finishShipping = async (id: string, call: Call): Promise<void> => {
  const { shipping, status } = await loadFulfillment(id, call);
  if (!shipping || status === 'shipped') return;
  await shipFulfillment(id, shipping.input, { ...call, ...shipping.begunBy });
};
