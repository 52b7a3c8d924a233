import { callBy } from '../../shared/call.ts';
import { issueInvoice } from '../../shared/invoices/issue-invoice.ts';
import { onLifecycleState } from '../../shared/orders/on-lifecycle-state.ts';
import { StateInput } from '../../shared/orders/execution.ts';
import { nextStep, type Step } from '../../shared/orders/lifecycle.ts';
import { findOrderHeader } from '../../shared/orders/order-store.ts';

/** Lifecycle state IssueInvoices: an invoice for every shipment of the order that has none, then where to go. */
export const handler = onLifecycleState(
  'issue-invoices',
  StateInput,
  async ({ orderId, superseded }): Promise<Step> => {
    if (superseded) return { orderId, next: 'ended' };
    const header = await findOrderHeader(orderId);
    if (!header) throw new Error(`There is no order ${orderId}.`);
    for (const shipmentId of header.uninvoicedShipmentIds) {
      await issueInvoice(orderId, shipmentId, callBy({ actor: 'issue-invoices', correlationId: header.correlationId }));
    }
    const after = await findOrderHeader(orderId);
    return { orderId, next: nextStep(after ?? header) };
  },
);
