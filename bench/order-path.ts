/** The functions an order goes through from the storefront's request to its completion; whoever waits, waits for these. */
export const orderPath: readonly string[] = [
  'orders-api',
  'start-lifecycle-on-order-received',
  'reserve-stock',
  'await-progress',
  'resume-lifecycle-on-progress',
  'confirm-order-on-order-decided',
  'credit-api',
  'fulfillment-api',
  'issue-invoices',
  'receivables-api',
  'apply-prepayments-on-invoice-issued',
  'settle-order-on-invoice-settled',
  'publish-new-events',
];
