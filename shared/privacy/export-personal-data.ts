import * as z from 'zod';
import type { Call } from '../call.ts';
import { Customer, type StoredCustomer } from '../customers/customer.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { listPage, onePartition, type PageWish } from '../http/list.ts';
import { findInvoices } from '../invoices/invoice-store.ts';
import { fingerprint } from '../mail/send-once.ts';
import { isForSeller } from '../mail/seller-mails.ts';
import { findOrderHeader } from '../orders/order-store.ts';
import { findPayments } from '../payments/payment-store.ts';
import { findShipments } from '../shipments/shipment-store.ts';
import { indexed, keys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
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
  const mails = await Promise.all([id, ...invoices.map((one) => one.id)].map((about) => mailsAbout(about, known)));
  const shipments = await findShipments(order.shipmentIds, call);
  return { orders: [order], shipments, invoices, mails: mails.flat() };
};

const loadParts = (ids: string[], customer: StoredCustomer, call: Call): Promise<(Part | null)[]> =>
  Promise.all(
    ids.map(async (id) =>
      id.startsWith('pay_') ? { payments: await findPayments([id], call) } : partOfOrder(id, customer, call),
    ),
  );

/**
 * What is held about a person (article 15 GDPR): the profile, and a page of orders with their shipments, invoices and
 * mails, then of payments. 404 `customer_not_found`.
 */
export const personalDataOf = async (id: string, wish: PageWish, call: Call): Promise<PersonalData> => {
  const customer = await loadCustomer(id, call);
  const stretchOf = (kind: string) =>
    onePartition({ index: 'owner', pk: indexed.owner(`customer#${id}`, kind, '').ownerPk });
  const page = await listPage<Part>({
    list: 'personal data',
    filter: { id },
    page: wish,
    call,
    stretches: () => [...stretchOf('order'), ...stretchOf('payment')],
    load: (ids) => loadParts(ids, customer, call),
  });
  return PersonalData.parse({
    customer: Customer.parse(customer),
    orders: page.items.flatMap(({ orders = [] }) => orders),
    shipments: page.items.flatMap(({ shipments = [] }) => shipments),
    invoices: page.items.flatMap(({ invoices = [] }) => invoices),
    mails: page.items.flatMap(({ mails = [] }) => mails),
    payments: page.items.flatMap(({ payments = [] }) => payments),
    nextCursor: page.nextCursor,
  });
};
