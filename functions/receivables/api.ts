import {
  customerAsked,
  inOrder,
  listPage,
  type ListRequest,
  monthStretches,
  onePartition,
} from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { trialBalance } from '../../shared/ledger/trial-balance.ts';
import { allocatePayment, undoAllocation } from '../../shared/payments/allocate-payment.ts';
import { endedOrdersOf } from '../../shared/payments/ended-orders.ts';
import type { Payment } from '../../shared/payments/payment.ts';
import { findPayments, loadPayment, presentPayment } from '../../shared/payments/payment-store.ts';
import { refundPayment } from '../../shared/payments/refund-payment.ts';
import { recordPayment } from '../../shared/payments/record-payment.ts';
import { partitionOfOwner } from '../../shared/table/partitions.ts';
import { receivablesRoutes } from './routes.ts';

const stretchesOf = (customerId: string | null | undefined): ListRequest<Payment>['stretches'] => {
  if (customerId === undefined) return monthStretches('payment');
  if (customerId === null) return () => [];
  return () => onePartition(partitionOfOwner(`customer#${customerId}`, 'payment'));
};

export const handler = serve(receivablesRoutes, {
  recordPayment: async ({ body, call }) => ({ body: await recordPayment(body, call) }),
  listPayments: async ({ query: { limit, cursor, ...filter }, call }) => {
    const customerId = customerAsked(call, filter.customerId);
    const page = await listPage<Payment>({
      list: 'payments',
      filter,
      page: { limit, cursor },
      call,
      stretches: stretchesOf(customerId),
      load: async (ids) => {
        const found = await findPayments(ids, call);
        const ended = await endedOrdersOf(found);
        return inOrder(ids, found, {
          accepts: (one) => customerId === undefined || one.customerId === customerId,
          present: (one) => presentPayment(one, ended),
        });
      },
    });
    return { body: page };
  },
  getPayment: async ({ params, call }) => {
    const payment = await loadPayment(params['id'] ?? '', call);
    return { body: presentPayment(payment, await endedOrdersOf([payment])) };
  },
  allocatePayment: async ({ params, body, call }) => ({
    body: await allocatePayment(params['id'] ?? '', body.allocations, call),
  }),
  refundPayment: async ({ params, body, call }) => ({ body: await refundPayment(params['id'] ?? '', body, call) }),
  undoAllocation: async ({ params, call }) => ({
    body: await undoAllocation(params['id'] ?? '', params['invoiceId'] ?? '', call),
  }),
  getTrialBalance: async ({ query, call }) => ({
    body: await trialBalance(query.asOf ?? call.today, call.tenant.currency),
  }),
});
