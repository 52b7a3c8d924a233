import type { Call } from '../call.ts';
import { StoredEvent } from '../events/event.ts';
import type { MailPieces, OrderNotice } from '../mail/order-notice.ts';
import { loadShipment } from '../shipments/shipment-store.ts';
import { keys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import type { OrderState, StoredLine } from './order.ts';
import { orderPageOf } from './order-page.ts';
import { openPieces, unreservedPieces } from './order-status.ts';
import { loadOrder } from './order-store.ts';
import { postOrderMail } from './post-order-mail.ts';

type Told = Pick<OrderNotice, 'told' | 'pieces' | 'others' | 'carrier' | 'trackingNumber'>;

/** So many pieces of each line, those with none left out. */
export const piecesOf = (lines: readonly StoredLine[], count: (line: StoredLine) => number): MailPieces[] =>
  lines.flatMap((line) => {
    const quantity = count(line);
    return quantity > 0 ? [{ name: line.name, sku: line.sku, quantity }] : [];
  });

/** The pieces of a list by line, as the order's lines name them. */
const piecesOnList = (
  lines: readonly StoredLine[],
  list: readonly { lineId: string; quantity: number }[],
): MailPieces[] =>
  piecesOf(lines, ({ lineId }) =>
    list.filter((one) => one.lineId === lineId).reduce((sum, { quantity }) => sum + quantity, 0),
  );

const tell = (
  { header }: OrderState,
  how: { mail: string; ifUnknown: 'again' | 'never' },
  told: Told,
  call: Call,
): Promise<void> => {
  const { tenant } = call;
  const { id: orderId, customerId, number, requestedDeliveryDate } = header;
  const data = {
    seller: tenant.legalName,
    orderNumber: number,
    requestedDeliveryDate,
    orderPage: orderPageOf(header, tenant),
    ...told,
  };
  return postOrderMail(
    {
      orderId,
      customerId,
      ...how,
      write: ({ language, name }) => ({ kind: 'order-notice', language, data: { ...data, customerName: name } }),
    },
    call,
  );
};

/** The number of the order's latest event of having become backordered: each such time is told of once. */
const latestBackorder = async (orderId: string): Promise<number | undefined> => {
  const rows = await queryAllRows({ pk: keys.order(orderId).pk, prefix: 'event#', newestFirst: true });
  return rows.map((row) => StoredEvent.parse(row)).find(({ type }) => type === 'order.backordered')?.sequence;
};

/** Tells which pieces wait for stock. Nothing when they have come meanwhile. */
export const tellBackordered = async (orderId: string, call: Call): Promise<void> => {
  const order = await loadOrder(orderId, call);
  const time = await latestBackorder(orderId);
  if (order.header.status !== 'backordered' || time === undefined) return;
  await tell(
    order,
    { mail: `backorder-${time}`, ifUnknown: 'again' },
    {
      told: 'backordered',
      pieces: piecesOf(order.lines, unreservedPieces),
      others: piecesOf(order.lines, (line) => openPieces(line) - unreservedPieces(line)),
    },
    call,
  );
};

/** Tells what was shipped, with whom, and what is still to come. Nothing of services: no warehouse sent them. */
export const tellShipped = async (orderId: string, shipmentId: string, call: Call): Promise<void> => {
  const [order, shipment] = await Promise.all([loadOrder(orderId, call), loadShipment(shipmentId, call)]);
  if (shipment.fulfillmentId === null) return;
  await tell(
    order,
    { mail: `shipped-${shipmentId}`, ifUnknown: 'again' },
    {
      told: 'shipped',
      pieces: piecesOnList(order.lines, shipment.lines),
      others: piecesOf(order.lines, openPieces),
      carrier: [shipment.carrier, shipment.service].filter((part) => part !== null).join(' ') || undefined,
      trackingNumber: shipment.trackingNumber ?? undefined,
    },
    call,
  );
};

/** Tells which pieces were cancelled and which are still to be delivered. A whole cancellation is told by confirm-order.ts. */
export const tellPartlyCancelled = async (
  orderId: string,
  cancelled: { lines: readonly { lineId: string; quantity: number }[]; sequence: number },
  call: Call,
): Promise<void> => {
  const order = await loadOrder(orderId, call);
  if (order.header.status === 'cancelled') return;
  await tell(
    order,
    { mail: `cancelled-${cancelled.sequence}`, ifUnknown: 'again' },
    {
      told: 'partlyCancelled',
      pieces: piecesOnList(order.lines, cancelled.lines),
      others: piecesOf(order.lines, openPieces),
    },
    call,
  );
};

/** Tells, once per requested day, that it has passed; nothing when everything has left, or another day was agreed, meanwhile. */
export const tellLate = async (orderId: string, requestedFor: string, call: Call): Promise<void> => {
  const order = await loadOrder(orderId, call);
  const pieces = piecesOf(order.lines, openPieces);
  const { requestedDeliveryDate, status } = order.header;
  if (pieces.length === 0 || requestedDeliveryDate !== requestedFor || status === 'rejected') return;
  await tell(order, { mail: `late-${requestedFor}`, ifUnknown: 'never' }, { told: 'late', pieces, others: [] }, call);
};
