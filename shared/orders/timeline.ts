import * as z from 'zod';
import type { Call } from '../call.ts';
import { TimelineEntry } from '../events/audit.ts';
import { StoredEvent } from '../events/event.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import { keys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import type { StoredLine } from './order.ts';
import { loadOrder } from './order-store.ts';

const eventsOf = async (pk: string): Promise<StoredEvent[]> =>
  (await queryAllRows({ pk, prefix: 'event#' })).map((row) => StoredEvent.parse(row));

const byTime = (a: StoredEvent, b: StoredEvent): number => {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  if (a.correlationId === b.correlationId && a.position !== b.position) return a.position - b.position;
  return a.subject === b.subject ? a.sequence - b.sequence : 0;
};

/** Events of one call carry one instant; among them `position` says what led to what. */
const callOf = ({ occurredAt, correlationId }: StoredEvent): string => `${occurredAt} ${correlationId}`;

/** Oldest first; where clocks tie or disagree, a cause still stands before its effect and a subject in its sequence. */
export const causesFirst = (events: readonly StoredEvent[]): StoredEvent[] => {
  const waiting = new Map(events.map((event) => [event.id, event]));
  const byCall = Map.groupBy(events.toSorted(byTime), callOf);
  const bySequence = new Map(events.map((event) => [`${event.subject} ${event.sequence}`, event]));
  const ordered: StoredEvent[] = [];
  const take = (event: StoredEvent): void => {
    if (!waiting.delete(event.id)) return;
    const before = bySequence.get(`${event.subject} ${event.sequence - 1}`);
    const cause = event.causationId === undefined ? undefined : waiting.get(event.causationId);
    if (before) take(before);
    if (cause) take(cause);
    // An event that its subject's sequence pulls forward brings along what its own call did before it.
    for (const other of byCall.get(callOf(event)) ?? []) if (other.position < event.position) take(other);
    ordered.push(event);
  };
  for (const event of events.toSorted(byTime)) take(event);
  return ordered;
};

const Overridden = z.object({ lines: z.array(z.looseObject({ lineId: z.string() })) });

/**
 * Why a price was overridden is free text, which events never carry: it stands on the order's lines, from where an erasure
 * takes it, and is told here beside the prices.
 */
const withReasons = (event: StoredEvent, lines: readonly StoredLine[]): StoredEvent => {
  if (event.type !== 'order.overridden') return event;
  const told = Overridden.parse(event.data).lines.map((one) => {
    const reason = lines.find(({ lineId }) => lineId === one.lineId)?.overrideReason;
    return { ...one, ...(reason !== undefined && { reason }) };
  });
  return { ...event, data: { ...event.data, lines: told } };
};

/** Every event of an order, its fulfillments, shipments, returns, invoices, their credit notes and payments, also those taken back. */
export const orderTimeline = async (orderId: string, call: Call): Promise<TimelineEntry[]> => {
  const { header, lines } = await loadOrder(orderId, call);
  const invoices = await findInvoices(
    header.invoices.map((one) => one.invoiceId),
    call,
  );
  const payments = new Set([
    ...header.prepaymentIds,
    ...invoices.flatMap(({ payments: paid, formerPaymentIds }) => [
      ...paid.map((one) => one.paymentId),
      ...formerPaymentIds,
    ]),
  ]);
  const creditNotes = new Set(
    invoices.flatMap(({ credits, creditedBy }) => [
      ...credits.noteIds,
      ...creditedBy.map(({ creditNoteId }) => creditNoteId),
    ]),
  );
  const partitions = [
    keys.order(orderId).pk,
    ...header.fulfillmentIds.map((id) => keys.fulfillment(id).pk),
    ...header.shipmentIds.map((id) => keys.shipment(id).pk),
    ...header.returnIds.map((id) => keys.return(id).pk),
    ...invoices.map((invoice) => keys.invoice(invoice.id).pk),
    ...[...payments].map((id) => keys.payment(id).pk),
    ...[...creditNotes].map((id) => keys.creditNote(id).pk),
  ];
  const events = (await Promise.all(partitions.map(eventsOf))).flat();
  return causesFirst(events).map((event) => TimelineEntry.parse(withReasons(event, lines)));
};
