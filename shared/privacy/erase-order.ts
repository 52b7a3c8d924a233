import { type Call } from '../call.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import type { OrderState, OrderStatus, StoredOrder } from '../orders/order.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { findShipments, shipmentRow } from '../shipments/shipment-store.ts';
import type { StoredShipment } from '../shipments/shipment.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import { eraseAnswers } from './erase-answers.ts';
import { eraseCreditNote } from './erase-credit-note.ts';
import { eraseMails } from './erase-mails.ts';
import { eraseReturn } from './erase-return.ts';
import { erasedAddress, isErasedAddress, type Mask } from './pseudonyms.ts';

/** Nothing is to come of an order in one of these. */
const ended: readonly OrderStatus[] = ['rejected', 'cancelled', 'completed'];
export const isEnded = ({ status }: Pick<StoredOrder, 'status'>): boolean => ended.includes(status);

/** Shipments erased in one transaction with their order; what is over comes in the next. */
const shipmentsAtOnce = 25;

const withoutPerson = ({ header, lines }: OrderState, mask: Mask): OrderState => {
  const { note: _note, purchaseOrderNumber: _number, ...rest } = header;
  const cancellations = rest.cancellations.map((one) => ({ ...one, reason: mask(one.reason) }));
  const reasons = rest.credit.reasons.map(({ code, detail }) => ({ code, detail: mask(detail) }));
  const shippingAddress = erasedAddress(rest.shippingAddress);
  return {
    header: { ...rest, cancellations, shippingAddress, credit: { ...rest.credit, reasons } },
    lines: lines.map(({ overrideReason: _reason, ...line }) => line),
  };
};

const eraseShipment = (work: Work, before: StoredShipment): void => {
  const next = { ...before, address: erasedAddress(before.address), version: before.version + 1 };
  work.put(shipmentRow(next), { version: before.version });
};

/** One transaction: the order and some of its shipments. True when shipments are left. */
const eraseOnce = (orderId: string, mask: Mask, call: Call): Promise<boolean> =>
  deciding(async () => {
    const before = await loadOrder(orderId, call);
    const shipments = (await findShipments(before.header.shipmentIds, call)).filter(
      ({ address }) => !isErasedAddress(address),
    );
    if (shipments.length === 0 && isErasedAddress(before.header.shippingAddress)) return false;
    const work = new Work(call);
    saveOrder(work, { before, draft: withoutPerson(before, mask), call });
    for (const shipment of shipments.slice(0, shipmentsAtOnce)) eraseShipment(work, shipment);
    await work.commit();
    return shipments.length > shipmentsAtOnce;
  });

/**
 * Takes the person out of an order: address, note, their own number, its shipments, mails and kept answers. Its issued
 * invoices and credit notes stay. Whatever was done before is left alone.
 */
export const eraseOrder = async (header: StoredOrder, mask: Mask, call: Call): Promise<void> => {
  while (await eraseOnce(header.id, mask, call));
  const invoices = await findInvoices(
    header.invoices.map(({ invoiceId }) => invoiceId),
    call,
  );
  for (const id of header.returnIds) await eraseReturn(id, mask, call);
  for (const id of invoices.flatMap(({ credits }) => credits.noteIds)) await eraseCreditNote(id, mask, call);
  for (const about of [header.id, ...invoices.map(({ id }) => id)]) await eraseMails(about, call);
  await eraseAnswers(
    [
      keys.order(header.id).pk,
      ...header.fulfillmentIds.map((id) => keys.fulfillment(id).pk),
      ...header.shipmentIds.map((id) => keys.shipment(id).pk),
      ...invoices.map(({ id }) => keys.invoice(id).pk),
    ],
    mask,
    call,
  );
};
