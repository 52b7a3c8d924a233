import type { StoredLine, StoredOrder } from '../../../shared/orders/order.ts';
import { derive } from '../../../shared/orders/order-status.ts';
import type { InvoiceToAct } from '../../../shared/next-actions/invoice-actions.ts';
import { orderHeader } from '../../make/order-state.ts';
import type { PaymentToAct } from '../../../shared/next-actions/payment-actions.ts';

/** An order of these lines; what follows from them is derived. */
export const orderOf = (lines: StoredLine[], more: Partial<StoredOrder> = {}) => ({
  header: derive({ header: orderHeader(more), lines }),
  lines,
});

/** An invoice of 121.00 due on 3 December 2026, rendered and mailed. */
export const invoiceOf = (more: Partial<InvoiceToAct> = {}): InvoiceToAct => ({
  number: 'FA-2026-000001',
  status: 'open',
  type: 'invoice',
  currency: 'EUR',
  totals: { net: 10_000, tax: 2100, gross: 12_100, paid: 0, credited: 0, discounted: 0, writtenOff: 0, due: 12_100 },
  supplyDate: '2026-11-02',
  dueDate: '2026-12-03',
  instalments: [{ dueDate: '2026-12-03', amount: 12_100, due: 12_100 }],
  pdfSha256: 'f'.repeat(64),
  emailedAt: '2026-11-03T10:00:00.000Z',
  dunning: { steps: [] },
  nextDunningOn: '2026-12-04',
  ...more,
});

/** 121.00 of a known customer, applied to nothing. */
export const paymentOf = (more: Partial<PaymentToAct> = {}): PaymentToAct => ({
  status: 'unapplied',
  customerId: 'cus_1',
  currency: 'EUR',
  unapplied: 12_100,
  allocations: [],
  pending: [],
  forOrders: [],
  undone: [],
  ...more,
});
