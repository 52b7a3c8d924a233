import type { Call } from '../call.ts';
import { Conflict, Unprocessable } from '../errors.ts';
import { badField } from '../http/problem.ts';
import { newId } from '../ids.ts';
import { sumOf } from '../money/money.ts';
import { Shipment, type StoredShipment } from '../shipments/shipment.ts';
import { shipmentRow, shipmentSubject } from '../shipments/shipment-store.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { rememberBucket } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import type { OrderState, StoredLine } from './order.ts';
import { openPieces } from './order-status.ts';
import { loadOrder, saveOrder } from './order-store.ts';
import type { ServiceDeliveryInput } from './service-delivery.ts';

type Delivered = Map<string, number>;

const requireDeliverable = ({ header }: OrderState): void => {
  const { status, number } = header;
  if (status === 'credit_hold')
    throw new Conflict('wrong_status', `Order ${number} waits for a credit decision: nothing of it is delivered.`);
  if (status === 'rejected' || status === 'cancelled')
    throw new Conflict('wrong_status', `Order ${number} is ${status}: nothing of it is delivered.`);
};

/** A service line of the order with that many pieces open. */
const requireOpenService = (line: StoredLine | undefined, quantity: number, at: number): void => {
  if (!line) throw badField(`lines[${at}].lineId`, 'unknown_line', 'The order has no such line.');
  if (line.kind !== 'service') {
    const message = `${line.sku} is goods: it leaves by its pick list.`;
    throw new Unprocessable('not_a_service', message, [
      { path: `lines[${at}].lineId`, code: 'not_a_service', message },
    ]);
  }
  const open = openPieces(line);
  if (quantity > open) {
    throw new Conflict(
      'over_delivered',
      `Of line ${line.lineId} ${open === 0 ? 'nothing is' : `only ${open} are`} left to deliver.`,
    );
  }
};

/** Pieces by line, checked against the order as it is. */
const deliveredOf = ({ lines }: OrderState, input: ServiceDeliveryInput): Delivered => {
  const delivered: Delivered = new Map();
  for (const [at, { lineId, quantity }] of input.lines.entries()) {
    if (delivered.has(lineId))
      throw badField(`lines[${at}].lineId`, 'duplicate_line', `Line ${lineId} is named twice.`);
    requireOpenService(
      lines.find((line) => line.lineId === lineId),
      quantity,
      at,
    );
    delivered.set(lineId, quantity);
  }
  return delivered;
};

/** A delivery of services as a shipment that no warehouse sent and no carrier brings: it has arrived. */
const shipmentOf = ({ header, lines }: OrderState, delivered: Delivered, call: Call): StoredShipment => ({
  id: newId('shp'),
  orderId: header.id,
  customerId: header.customerId,
  fulfillmentId: null,
  carrier: null,
  service: null,
  trackingNumber: null,
  status: 'dispatched',
  packages: [],
  price: null,
  promisedAt: null,
  dispatchedAt: call.at,
  address: header.shippingAddress,
  lines: lines.flatMap(({ lineId, sku }) => {
    const quantity = delivered.get(lineId);
    return quantity === undefined ? [] : [{ lineId, sku, quantity }];
  }),
  correlationId: call.correlationId,
  version: 1,
  sequence: 0,
});

/** Tells that the services left, which the invoice follows from, and that they arrived. */
const tell = (work: Work, dispatched: StoredShipment, call: Call): StoredShipment => {
  const { id: shipmentId, orderId, fulfillmentId, lines } = dispatched;
  const facts = { shipmentId, orderId, fulfillmentId, pieces: sumOf(lines.map((line) => line.quantity)) };
  const subject = shipmentSubject(dispatched);
  work.raise(subject, 'shipment.dispatched', { ...facts, status: 'dispatched' });
  work.raise(subject, 'shipment.delivered', { ...facts, status: 'delivered' });
  return { ...dispatched, status: 'delivered', deliveredAt: call.at };
};

const deliverOnce = async (orderId: string, input: ServiceDeliveryInput, call: Call): Promise<Shipment> => {
  const before = await loadOrder(orderId, call);
  requireDeliverable(before);
  const delivered = deliveredOf(before, input);
  const work = new Work(call);
  const shipment = tell(work, shipmentOf(before, delivered, call), call);
  const { header } = before;
  const draft: OrderState = {
    header: {
      ...header,
      shipmentIds: [...header.shipmentIds, shipment.id],
      uninvoicedShipmentIds: [...header.uninvoicedShipmentIds, shipment.id],
    },
    lines: before.lines.map((line) => ({ ...line, shipped: line.shipped + (delivered.get(line.lineId) ?? 0) })),
  };
  saveOrder(work, { before, draft, call });
  work.put(shipmentRow(shipment), 'new');
  const answer = Shipment.parse(shipment);
  work.answer(201, answer);
  await work.commit();
  return answer;
};

/**
 * Delivers services of an order: they count as shipped, and the lifecycle invoices the shipment like any other. 422
 * `not_a_service` for goods, 409 `over_delivered` for more than is open, 409 `wrong_status` while the order is held and
 * after it was rejected or cancelled.
 */
export const deliverServices = async (orderId: string, input: ServiceDeliveryInput, call: Call): Promise<Shipment> => {
  await rememberBucket(keys.bucket('shipment', monthOf(call.at)));
  return deciding(() => deliverOnce(orderId, input, call));
};
