import { listPage, monthPartitions, onePartition } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { trialBalance } from '../../shared/ledger/trial-balance.ts';
import { allocatePayment, undoAllocation } from '../../shared/payments/allocate-payment.ts';
import { Payment } from '../../shared/payments/payment.ts';
import { findPayments, loadPayment } from '../../shared/payments/payment-store.ts';
import { recordPayment } from '../../shared/payments/record-payment.ts';
import { indexed } from '../../shared/table/table-map.ts';
import { receivablesRoutes } from './routes.ts';

export const handler = serve(receivablesRoutes, {
  recordPayment: async ({ body, call }) => ({ body: await recordPayment(body, call) }),
  listPayments: async ({ query: { limit, cursor, customerId: asked }, call }) => {
    const customerId = call.customerId ?? asked;
    const page = await listPage<Payment>({
      limit,
      cursor,
      question: `payments ${customerId ?? ''}`,
      partitions:
        customerId === undefined
          ? () => monthPartitions('payment')
          : onePartition({ index: 'owner', pk: indexed.owner(`customer#${customerId}`, 'payment', '').ownerPk }),
      load: async (rows) => {
        const ids = rows.map((row) => String(row['ownerSk'] ?? row['listSk']));
        const found = new Map((await findPayments(ids, call)).map((one) => [one.id, one]));
        return ids.map((id) => {
          const one = found.get(id);
          return one && (asked === undefined || one.customerId === asked) ? Payment.parse(one) : null;
        });
      },
    });
    return { body: page };
  },
  getPayment: async ({ params, call }) => ({ body: await loadPayment(params['id'] ?? '', call) }),
  allocatePayment: async ({ params, body, call }) => ({
    body: await allocatePayment(params['id'] ?? '', body.allocations, call),
  }),
  undoAllocation: async ({ params, call }) => ({
    body: await undoAllocation(params['id'] ?? '', params['invoiceId'] ?? '', call),
  }),
  getTrialBalance: async ({ query, call }) => ({
    body: await trialBalance(query.asOf ?? call.today, call.tenant.currency),
  }),
});
