import { type Call, maySee } from '../call.ts';
import { NotFound } from '../errors.ts';
import type { EventData } from '../events/event-types.ts';
import type { Subject } from '../events/event.ts';
import { idPattern } from '../ids.ts';
import { partitionOfDueDate, partitionOfOwner, partitionOfStatus } from '../table/partitions.ts';
import { indexed, indexKeys, keys } from '../table/table-map.ts';
import { getRow, getRows, queryAllRows, queryRows, type Row, type RowQuery } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import type { InvoiceStatus } from './invoice.ts';
import { StoredInvoice } from './stored-invoice.ts';

const pattern = idPattern('inv');
/** Open invoices are spread over this many partitions of the due index. */
export const dunningShards = 4;
export const dunningPartition = (shard: number): string => `dunning#${shard}`;

export const findInvoice = async (id: string, call: Call): Promise<StoredInvoice | undefined> => {
  const row = pattern.test(id) ? await getRow(keys.invoice(id)) : undefined;
  const invoice = row && StoredInvoice.parse(row);
  return invoice && maySee(call, invoice.customerId) ? invoice : undefined;
};

/** The invoice; 404 when there is none, or it is another customer's. */
export const loadInvoice = async (id: string, call: Call): Promise<StoredInvoice> => {
  const invoice = await findInvoice(id, call);
  if (!invoice) throw new NotFound('invoice_not_found', 'There is no such invoice.');
  return invoice;
};

const openInvoicesOf = (customerId: string, id: string, dueDate: string) =>
  indexed.lookup(`open-invoice#${customerId}`, `${dueDate}#${id}`);

const openInvoiceId = (row: Row): string => {
  const found = String(row[indexKeys('lookup').sk]);
  return found.slice(found.indexOf('#') + 1);
};

/** The ids of the customer's open invoices whose due date is before the day, the oldest first; at most so many. */
export const overdueInvoiceIds = async (customerId: string, day: string, limit: number): Promise<string[]> => {
  const { lookupPk: pk } = openInvoicesOf(customerId, '', '');
  const { rows } = await queryRows({ index: 'lookup', pk, between: ['0', day], limit });
  return rows.map(openInvoiceId);
};

/** The customer's open invoices whose due date is before the day; paid ones are not in the index and not read. */
export const findOverdueInvoices = async (customerId: string, day: string, call: Call): Promise<StoredInvoice[]> => {
  const { lookupPk: pk } = openInvoicesOf(customerId, '', '');
  const rows = await queryAllRows({ index: 'lookup', pk, between: ['0', day] });
  return findInvoices(rows.map(openInvoiceId), call);
};

/** The invoices of these ids that exist, in that order. */
export const findInvoices = async (ids: readonly string[], call: Call): Promise<StoredInvoice[]> => {
  const rows = await getRows(ids.map((id) => keys.invoice(id)));
  return rows.map((row) => StoredInvoice.parse(row)).filter((invoice) => maySee(call, invoice.customerId));
};

const shardOf = (id: string): number => (id.codePointAt(id.length - 1) ?? 0) % dunningShards;

const byDueDate = ({ dueDate, id }: StoredInvoice): string => `${dueDate}#${id}`;

interface Which {
  customerId?: string;
  status?: InvoiceStatus;
  dueBefore?: string;
}

/**
 * The index partition of the invoices asked for: by due date when a status or a due date is asked for, else by age.
 * Undefined: all of them, which lie by month.
 */
export const invoicePartition = ({ customerId, status, dueBefore }: Which): RowQuery | undefined => {
  const owner = customerId === undefined ? undefined : `customer#${customerId}`;
  // A date alone sorts before the same date with an invoice behind it.
  const between = dueBefore === undefined ? undefined : (['0', dueBefore] as const);
  if (status !== undefined) return { ...partitionOfStatus('invoice', status, owner), between };
  if (between) return { ...partitionOfDueDate('invoice', owner), between };
  return owner === undefined ? undefined : partitionOfOwner(owner, 'invoice');
};

const invoiceRow = (invoice: StoredInvoice): Row => ({
  ...keys.invoice(invoice.id),
  ...indexed.list('invoice', invoice.id, invoice.issueDate),
  ...indexed.owner(`customer#${invoice.customerId}`, 'invoice', invoice.id),
  ...indexed.status('invoice', invoice.status, byDueDate(invoice)),
  ...indexed.ownerStatus(`customer#${invoice.customerId}`, 'invoice', invoice.status, byDueDate(invoice)),
  ...indexed.dueDate(`customer#${invoice.customerId}`, 'invoice', byDueDate(invoice)),
  ...(invoice.nextDunningOn === undefined
    ? {}
    : indexed.due(dunningPartition(shardOf(invoice.id)), invoice.nextDunningOn, invoice.id)),
  ...(invoice.totals.due > 0 ? openInvoicesOf(invoice.customerId, invoice.id, invoice.dueDate) : {}),
  ...invoice,
});

export const invoiceSubject = (invoice: StoredInvoice): Subject => ({
  pk: keys.invoice(invoice.id).pk,
  id: invoice.id,
  counter: invoice,
});

/** What every invoice event says. */
export const invoiceFacts = (invoice: StoredInvoice): EventData<'invoice.paid'> => ({
  invoiceId: invoice.id,
  number: invoice.number,
  customerId: invoice.customerId,
  orderIds: invoice.orderIds,
  status: invoice.status,
  currency: invoice.currency,
  gross: invoice.totals.gross,
  due: invoice.totals.due,
});

/** Saves it over the version that was read (`undefined`: a new one). */
export const saveInvoice = (work: Work, before: StoredInvoice | undefined, draft: StoredInvoice): void => {
  const next = { ...draft, version: (before?.version ?? 0) + 1 };
  work.put(invoiceRow(next), before ? { version: before.version } : 'new');
};
