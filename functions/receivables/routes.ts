import * as z from 'zod';
import { lazyStrictObject } from '../../shared/lazy-object.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';
import { TrialBalance } from '../../shared/ledger/trial-balance.ts';
import { AllocationInput, Payment, PaymentInput } from '../../shared/payments/payment.ts';
import { RefundInput } from '../../shared/payments/refund.ts';

export const receivablesRoutes = {
  recordPayment: {
    method: 'POST',
    path: '/v1/payments',
    scope: 'payments.write',
    summary: 'Record a payment; without allocations it is matched by itself',
    body: PaymentInput,
    response: Payment,
    status: 201,
  },
  listPayments: {
    method: 'GET',
    path: '/v1/payments',
    scope: 'payments.read',
    summary: 'Payments, newest first',
    query: lazyStrictObject(() => ({ ...listQuery, customerId: z.string().max(64).optional() })),
    response: listOf(Payment),
  },
  getPayment: {
    method: 'GET',
    path: '/v1/payments/{id}',
    scope: 'payments.read',
    summary: 'Read a payment',
    response: Payment,
  },
  allocatePayment: {
    method: 'POST',
    path: '/v1/payments/{id}/allocations',
    scope: 'payments.write',
    summary: 'Apply what is left of a payment',
    body: lazyStrictObject(() => ({ allocations: z.array(AllocationInput).min(1).max(20) })),
    response: Payment,
  },
  refundPayment: {
    method: 'POST',
    path: '/v1/payments/{id}/refunds',
    scope: 'payments.write',
    summary: 'Refund what is left of a payment',
    body: RefundInput,
    response: Payment,
    status: 201,
  },
  undoAllocation: {
    method: 'DELETE',
    path: '/v1/payments/{id}/allocations/{invoiceId}',
    scope: 'payments.write',
    summary: 'Take an allocation back: of an invoice or, by its id, of an order paid in advance',
    response: Payment,
  },
  getTrialBalance: {
    method: 'GET',
    path: '/v1/ledger/trial-balance',
    scope: 'reports.read',
    summary: 'Debits and credits per account up to a posting date',
    query: lazyStrictObject(() => ({ asOf: z.iso.date().optional() })),
    response: TrialBalance,
  },
} as const satisfies Routes;
