import * as z from 'zod';
import type { Call } from '../call.ts';
import { findCreditNotes } from '../credit-notes/credit-note-store.ts';
import { Customer, type StoredCustomer } from '../customers/customer.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { loadScoreEntries, loadSettled, scoreEntriesOf, settledInvoicesOf } from '../credit/score-store.ts';
import { listPage, onePartition, type PageWish } from '../http/list.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import { fingerprint } from '../mail/send-once.ts';
import { isForSeller } from '../mail/seller-mails.ts';
import { findOrderHeader } from '../orders/order-store.ts';
import { findPayments } from '../payments/payment-store.ts';
import { findReturns } from '../returns/return-store.ts';
import { findShipments } from '../shipments/shipment-store.ts';
import { indexed, keys } from '../table/table-map.ts';
import { queryAllRows, type RowQuery } from '../table/table.ts';
import { type MailTrace, PersonalData } from './personal-data.ts';

const MailRow = z.object({
  sk: z.string(),
  state: z.enum(['sending', 'sent', 'refused']),
  claimedAt: z.iso.datetime(),
  address: z.string().optional(),
});

type Part = Partial<Omit<PersonalData, 'customer' | 'nextCursor'>>;

/** Mails remember fingerprints: whose address has one, is where it went. */
const mailsAbout = async (about: string, known: readonly string[]): Promise<MailTrace[]> => {
  const rows = await queryAllRows({ pk: keys.mail(about, '').pk });
  return (
    rows
      .map((row) => MailRow.parse(row))
      // What goes to the seller's own people is no mail to the person.
      .filter(({ sk }) => !isForSeller(sk))
      .map(({ sk, state, claimedAt, address }) => ({
        about,
        mail: sk,
        state,
        at: claimedAt,
        to: known.find((one) => fingerprint(one) === address) ?? null,
      }))
  );
};

const partOfOrder = async (id: string, customer: StoredCustomer, call: Call): Promise<Part | null> => {
  const order = await findOrderHeader(id);
  if (!order) return null;
  const invoices = await findInvoices(
    order.invoices.map(({ invoiceId }) => invoiceId),
    call,
  );
  const known = [customer.email, ...invoices.flatMap(({ buyer }) => buyer.email ?? [])];
  const creditNotes = await findCreditNotes(
    invoices.flatMap(({ credits }) => credits.noteIds),
    call,
  );
  const documents = [...invoices, ...creditNotes];
  const mails = await Promise.all([id, ...documents.map((one) => one.id)].map((about) => mailsAbout(about, known)));
  const shipments = await findShipments(order.shipmentIds, call);
  const returns = await findReturns(order.returnIds, call);
  return { orders: [order], shipments, returns, invoices, creditNotes, mails: mails.flat() };
};

const partOf = async (place: string, customer: StoredCustomer, call: Call): Promise<Part | null> => {
  if (place.startsWith('pay_')) return { payments: await findPayments([place], call) };
  if (place.startsWith('ord_')) return partOfOrder(place, customer, call);
  if (place.startsWith('settled#')) return { settledInvoices: await loadSettled(customer.id, place) };
  return { creditScores: (await loadScoreEntries(customer.id, [place])).filter((one) => one !== null) };
};

/**
 * What is held about a person (article 15 GDPR): the profile, and a page of orders with their shipments, returns, invoices,
 * credit notes and mails, then of payments, then of credit scores. 404 `customer_not_found`.
 */
export const personalDataOf = async (id: string, wish: PageWish, call: Call): Promise<PersonalData> => {
  const customer = await loadCustomer(id, call);
  const stretchOf = (kind: string) =>
    onePartition({ index: 'owner', pk: indexed.owner(`customer#${id}`, kind, '').ownerPk });
  // Both lie in the partition of the customer: a stretch is told from another by its name.
  const stretchNamed = (name: string, query: RowQuery) => [{ name, queries: [{ ...query, newestFirst: true }] }];
  const page = await listPage<Part>({
    list: 'personal data',
    filter: { id },
    page: wish,
    call,
    stretches: () => [
      ...stretchOf('order'),
      ...stretchOf('payment'),
      ...stretchNamed('scores', scoreEntriesOf(id)),
      ...stretchNamed('settled', settledInvoicesOf(id)),
    ],
    load: (places) => Promise.all(places.map((place) => partOf(place, customer, call))),
  });
  return PersonalData.parse({
    customer: Customer.parse(customer),
    orders: page.items.flatMap(({ orders = [] }) => orders),
    shipments: page.items.flatMap(({ shipments = [] }) => shipments),
    returns: page.items.flatMap(({ returns = [] }) => returns),
    invoices: page.items.flatMap(({ invoices = [] }) => invoices),
    creditNotes: page.items.flatMap(({ creditNotes = [] }) => creditNotes),
    mails: page.items.flatMap(({ mails = [] }) => mails),
    payments: page.items.flatMap(({ payments = [] }) => payments),
    creditScores: page.items.flatMap(({ creditScores = [] }) => creditScores),
    settledInvoices: page.items.flatMap(({ settledInvoices = [] }) => settledInvoices),
    nextCursor: page.nextCursor,
  });
};
