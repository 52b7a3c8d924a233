import type { House } from './shop.ts';
import type { Model } from './model.ts';
import { stockOf } from './stockroom.ts';
import {
  appliedOf,
  creditLeft,
  type Customer,
  dueOf,
  type Invoice,
  invoiceStatus,
  isOpen,
  linesOn,
  type Order,
  paymentStatusOf,
  type PickList,
  reservedPieces,
  statusOf,
  unappliedOf,
} from './things.ts';
import { sum } from './money.ts';
import { same } from './same.ts';

const orderOf = (order: Order) => ({
  id: order.id,
  status: statusOf(order),
  paymentStatus: paymentStatusOf(order),
  decision: order.decision,
  hasEnded: ['rejected', 'cancelled', 'completed'].includes(statusOf(order)),
  lines: order.lines.map((line) => ({
    lineId: line.lineId,
    quantity: line.quantity,
    net: line.net,
    reserved: reservedPieces(line),
    shipped: line.shipped,
    invoiced: line.invoiced,
    cancelled: line.cancelled,
  })),
});

const seenOrder = ({ id, status, paymentStatus, credit, nextActions, lines }: any) => ({
  id,
  status,
  paymentStatus,
  decision: credit.decision,
  hasEnded: nextActions.length === 0,
  lines: lines.map(({ lineId, quantity, net, reserved, shipped, invoiced, cancelled }: any) => ({
    lineId,
    quantity,
    net,
    reserved,
    shipped,
    invoiced,
    cancelled,
  })),
});

const listOf = (list: PickList) => ({
  warehouse: list.warehouse,
  status: list.status,
  lines: linesOn(list).map(({ line, quantity }) => ({ lineId: line.lineId, sku: line.sku.sku, quantity })),
});

const seenList = ({ warehouse, status, lines }: any) => ({
  warehouse,
  status,
  lines: lines.toSorted((a: any, b: any) => Number(a.lineId) - Number(b.lineId)),
});

const invoiceOf = (invoice: Invoice) => ({
  status: invoiceStatus(invoice),
  dueDate: invoice.dueDate,
  net: invoice.net,
  gross: invoice.gross,
  paid: invoice.paid,
  credited: invoice.credited,
  discounted: invoice.discounted,
  due: dueOf(invoice),
});

const seenInvoice = ({ status, dueDate, totals: { net, gross, paid, credited, discounted, due } }: any) => ({
  status,
  dueDate,
  net,
  gross,
  paid,
  credited,
  discounted,
  due,
});

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/**
 * Holds the product, as its API shows it, against the model. After a command: credit, every order, and of what the command
 * may have moved the stock, pick lists, invoices and payments; at the end everything.
 */
export class Comparison {
  private readonly house: House;
  private readonly model: Model;
  /** What was held against the product last: only what differs from it in the model is read again. */
  private known = new Map<string, string>();

  constructor(house: House, model: Model) {
    this.house = house;
    this.model = model;
  }

  /**
   * Reads what has changed in the model, and of a command that changed nothing there (it was refused, repeated, or only
   * asked) every order and every credit.
   */
  async afterCommand(): Promise<void> {
    const moved = !this.isKnown();
    await this.compare((name, state) =>
      moved ? this.known.get(name) !== state : name.startsWith('orders') || name.startsWith('credit'),
    );
  }

  async everything(): Promise<void> {
    await this.compare(() => true);
  }

  private async compare(isDue: (name: string, state: string) => boolean): Promise<void> {
    const due = this.parts().filter(({ name, state }) => isDue(name, JSON.stringify(state)));
    for (const { name, state } of due) this.known.set(name, JSON.stringify(state));
    await Promise.all(due.map(({ look }) => look()));
  }

  private isKnown(): boolean {
    return this.parts().every(({ name, state }) => this.known.get(name) === JSON.stringify(state));
  }

  /** Everything there is to hold against each other: what the model says of it, and who reads it in the product. */
  private parts(): { name: string; state: unknown; look: () => Promise<void> }[] {
    const { customers, skus, orders } = this.model;
    return [
      ...customers.flatMap((customer) => [
        { name: `credit ${customer.id}`, state: this.creditOf(customer), look: () => this.credit(customer) },
        { name: `orders ${customer.id}`, state: this.ordersOf(customer), look: () => this.orders(customer) },
        { name: `invoices ${customer.id}`, state: this.invoicesOf(customer), look: () => this.invoices(customer) },
        { name: `notes ${customer.id}`, state: this.notesOf(customer), look: () => this.notes(customer) },
        { name: `payments ${customer.id}`, state: this.paymentsOf(customer), look: () => this.payments(customer) },
      ]),
      ...skus.map((sku) => ({ name: `stock ${sku.sku}`, state: this.stockOf(sku), look: () => this.stock(sku) })),
      ...orders.map((order) => ({
        name: `lists ${order.id}`,
        state: order.lists.map(listOf),
        look: () => this.lists(order),
      })),
    ];
  }

  private async get(path: string): Promise<any> {
    return this.house.cobro.get(path);
  }

  private creditOf(customer: Customer) {
    const used = this.model.used(customer);
    const { limit, hold } = customer;
    return { limit, hold, used, available: limit - used, overdue: this.model.overdue(customer) };
  }

  private async credit(customer: Customer): Promise<void> {
    const { limit, hold, used, available, overdue } = await this.get(`/v1/customers/${customer.id}/credit`);
    same('credit', { limit, hold, used, available, overdue }, this.creditOf(customer));
  }

  private ordersOf(customer: Customer) {
    return this.model.orders.filter((order) => order.customer === customer).map(orderOf);
  }

  private async orders(customer: Customer): Promise<void> {
    const { items } = await this.get(`/v1/orders?customerId=${customer.id}&limit=100`);
    same('orders', items.map(seenOrder).toReversed(), this.ordersOf(customer));
  }

  private stockOf(sku: Model['skus'][number]) {
    return [...sku.onHand.keys()]
      .toSorted(byName)
      .map((warehouse) => ({ sku: sku.sku, warehouse, ...stockOf(this.model, sku, warehouse) }));
  }

  private async stock(sku: Model['skus'][number]): Promise<void> {
    const { items } = await this.get(`/v1/stock?sku=${sku.sku}`);
    same('stock', items, this.stockOf(sku));
  }

  private async lists(order: Order): Promise<void> {
    const { items } = await this.get(`/v1/fulfillments?orderId=${order.id}&limit=100`);
    const open = items.filter((one: any) => one.status !== 'shipped' && one.status !== 'cancelled');
    const expected = order.lists.filter(isOpen);
    const inPlace = (a: { warehouse: string }, b: { warehouse: string }): number => byName(a.warehouse, b.warehouse);
    same(`lists of ${order.id}`, open.map(seenList).toSorted(inPlace), expected.map(listOf).toSorted(inPlace));
    const shipped = (one: { status: string }): boolean => one.status === 'shipped';
    same(`shipped lists of ${order.id}`, items.filter(shipped).length, order.lists.filter(shipped).length);
    for (const list of expected) list.id = open.find((one: any) => one.warehouse === list.warehouse).id;
  }

  private invoicesOf(customer: Customer) {
    return this.model.invoices.filter((invoice) => invoice.order.customer === customer).map(invoiceOf);
  }

  private async invoices(customer: Customer): Promise<void> {
    const { items } = await this.get(`/v1/invoices?customerId=${customer.id}&limit=100`);
    for (const order of this.model.orders.filter((one) => one.customer === customer)) {
      const own = items.filter((one: any) => one.orderIds.includes(order.id)).toReversed();
      same(`invoices of ${order.id}`, own.map(seenInvoice), order.invoices.map(invoiceOf));
      for (const [at, invoice] of order.invoices.entries())
        Object.assign(invoice, { id: own[at].id, number: own[at].number });
    }
    same('number of invoices', items.length, this.invoicesOf(customer).length);
  }

  private notesOf(customer: Customer) {
    return this.model.notes
      .filter((note) => note.invoice.order.customer === customer)
      .map((note) => ({
        id: note.id,
        gross: note.invoice.gross,
        applied: note.applied,
        unapplied: creditLeft(note),
        refunded: note.refunded,
      }));
  }

  private async notes(customer: Customer): Promise<void> {
    const expected = this.notesOf(customer);
    const seen = await Promise.all(expected.map(({ id }) => this.get(`/v1/credit-notes/${id}`)));
    const inShort = seen.map(({ id, totals: { gross }, applied, unapplied, refunded }) => ({
      id,
      gross,
      applied,
      unapplied,
      refunded,
    }));
    same('credit notes', inShort, expected);
  }

  private paymentsOf(customer: Customer) {
    return this.model.payments
      .filter((payment) => payment.customer === customer)
      .map((payment) => {
        const { id, amount, allocations } = payment;
        const invoices = [...new Set(allocations.map((one) => one.invoice))];
        return {
          id,
          amount,
          applied: appliedOf(payment),
          unapplied: unappliedOf(payment),
          refunded: payment.refunded,
          isEnded: unappliedOf(payment) === 0,
          allocations: invoices
            .map((invoice) => ({
              invoiceId: invoice.id,
              amount: sum(allocations.filter((one) => one.invoice === invoice).map((one) => one.amount)),
            }))
            .toSorted((a, b) => byName(a.invoiceId, b.invoiceId)),
        };
      });
  }

  private async payments(customer: Customer): Promise<void> {
    const { items } = await this.get(`/v1/payments?customerId=${customer.id}&limit=100`);
    const seen = items
      .toReversed()
      .map(({ id, amount, applied, unapplied, refunded, nextActions, allocations }: any) => ({
        id,
        amount,
        applied,
        unapplied,
        refunded,
        isEnded: nextActions.length === 0,
        allocations: [...new Set<string>(allocations.map((one: any) => one.invoiceId))]
          .toSorted(byName)
          .map((invoiceId) => ({
            invoiceId,
            amount: sum(allocations.filter((one: any) => one.invoiceId === invoiceId).map((one: any) => one.amount)),
          })),
      }));
    same('payments', seen, this.paymentsOf(customer));
  }
}
