import { creditRoutes } from '../../functions/credit/routes.ts';
import type { Domain } from './domain.ts';

export const credit: Domain = {
  context: 'credit',
  routes: creditRoutes,
  prefixes: ['/v1/credit-reviews'],
  functions: [
    {
      name: 'credit-api',
      entry: 'functions/credit/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write', documents: { read: ['answers'], write: ['answers'] } },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Held orders cannot be released.',
    },
    {
      name: 'reassess-orders-on-credit-changed',
      entry: 'functions/credit/reassess-orders-on-credit-changed.ts',
      trigger: {
        kind: 'events',
        types: [
          'order.held',
          'order.cancelled',
          'order.amended',
          'payment.received',
          'payment.applied',
          'credit_note.issued',
          'invoice.written_off',
          'credit.limit_changed',
          'credit.hold_changed',
          'credit.group_changed',
        ],
      },
      grants: { table: 'write' },
      memoryMb: 1024,
      timeoutSeconds: 300,
      whileItFails: 'Held orders do not go on by themselves when a payment or a higher limit makes room for them.',
    },
    {
      name: 'hold-orders-on-overdue',
      entry: 'functions/credit/hold-orders-on-overdue.ts',
      trigger: { kind: 'schedule', expression: 'cron(30 8 * * ? *)' },
      grants: { table: 'write' },
      memoryMb: 512,
      timeoutSeconds: 900,
      whileItFails: 'Customers who are late with an invoice still get what they have ordered.',
    },
    {
      name: 'score-customer-on-invoice-settled',
      entry: 'functions/credit/score-customer-on-invoice-settled.ts',
      trigger: {
        kind: 'events',
        types: ['invoice.paid', 'invoice.reopened', 'invoice.credited', 'invoice.written_off'],
      },
      grants: { table: 'write' },
      memoryMb: 512,
      timeoutSeconds: 30,
      whileItFails: 'Credit scores stay as they were, whoever pays late.',
    },
  ],
};
