/**
 * What answers carry, written by hand from the contract: whoever takes a field away, renames it, makes it optional or
 * gives it another type breaks somebody's client, and the test beside this table. Adding a field breaks nothing and needs
 * no line here; a new route does.
 *
 * `name?` may be absent. Types: string, integer, number, boolean, date (2026-11-25), instant (RFC 3339 UTC), the
 * values of an enumeration, `| null`; `[x]` is a list of x.
 */
export type Shape = string | { [field: string]: Shape } | [Shape];

const Address = {
  line1: 'string',
  'line2?': 'string',
  city: 'string',
  'region?': 'string',
  'postalCode?': 'string',
  country: 'string',
};

const Product = {
  sku: 'string',
  name: 'string',
  'description?': 'string',
  kind: 'goods | service',
  unitPrice: 'integer',
  currency: 'string',
  taxCategory: 'standard | reduced | zero | exempt',
  'weightGrams?': 'integer',
  'hsCode?': 'string',
  'originCountry?': 'string',
  stockTracked: 'boolean',
  active: 'boolean',
  version: 'integer',
};

const PriceList = {
  code: 'string',
  name: 'string',
  currency: 'string',
  'customerGroup?': 'string',
  'customerId?': 'string',
  'validFrom?': 'date',
  'validTo?': 'date',
  active: 'boolean',
  prices: [{ sku: 'string', minQuantity: 'integer', unitPrice: 'integer' }] as [Shape],
  version: 'integer',
};

const Customer = {
  id: 'string',
  name: 'string',
  email: 'string',
  'phone?': 'string',
  language: 'en | es | fr | de',
  'taxId?': 'string',
  billingAddress: Address,
  'shippingAddress?': Address,
  'paymentTerms?': { netDays: 'integer', 'earlyPayment?': { percent: 'number', withinDays: 'integer' } },
  'priceGroup?': 'string',
  'priceLists?': ['string'] as [Shape],
  version: 'integer',
};

const PersonalData = {
  customer: Customer,
  orders: [{ id: 'string', number: 'string', placedAt: 'instant', shippingAddress: Address, 'note?': 'string' }] as [
    Shape,
  ],
  shipments: [{ id: 'string', orderId: 'string', address: Address }] as [Shape],
  invoices: [
    {
      id: 'string',
      number: 'string',
      issueDate: 'date',
      buyer: { name: 'string', 'email?': 'string', address: Address },
    },
  ] as [Shape],
  returns: [{ id: 'string', orderId: 'string', requestedAt: 'instant', reason: 'string' }] as [Shape],
  creditNotes: [{ id: 'string', number: 'string', issueDate: 'date', reason: 'string' }] as [Shape],
  mails: [{ about: 'string', mail: 'string', state: 'sending | sent | refused', at: 'instant' }] as [Shape],
  payments: [{ id: 'string', receivedOn: 'date', 'payer?': { 'name?': 'string', 'iban?': 'string' } }] as [Shape],
  nextCursor: 'string | null',
};

const Erasure = {
  customerId: 'string',
  status: 'erasing | erased',
  reason: 'string',
  begunAt: 'instant',
  'erasedAt?': 'instant',
};

const Credit = {
  limit: 'integer',
  currency: 'string',
  hold: 'auto | on | off',
  used: 'integer',
  available: 'integer',
  overdue: 'integer',
  'score?': 'number',
  'grade?': 'string',
  'parentCustomerId?': 'string',
  'group?': { limit: 'integer', used: 'integer', available: 'integer' },
  version: 'integer',
};

const ScoreReason = { code: 'string', detail: 'string', points: 'number' };

const CreditScore = {
  at: 'instant',
  score: 'number | null',
  grade: 'A | B | C | D | E | null',
  invoices: 'integer',
  averageDaysLate: 'number',
  shareLate: 'number',
  reasons: [ScoreReason] as [Shape],
  invoiceId: 'string',
};

const PaymentTerms = { netDays: 'integer', 'earlyPayment?': { percent: 'number', withinDays: 'integer' } };
const Reason = { code: 'string', detail: 'string' };

const CreditProposal = {
  'score?': 'number',
  'grade?': 'A | B | C | D | E',
  currency: 'string',
  limit: { current: 'integer', proposed: 'integer', reasons: [Reason] as [Shape] },
  terms: { current: PaymentTerms, proposed: PaymentTerms, reasons: [Reason] as [Shape] },
  'basedOn?': {
    invoices: 'integer',
    amount: 'integer',
    averageDaysLate: 'number',
    recentDaysLate: 'number',
    olderDaysLate: 'number',
    shareLate: 'number',
    writtenOff: 'integer',
    disputes: 'integer',
    brokenPromises: 'integer',
    relationshipDays: 'integer',
    monthlyAmount: 'integer',
  },
  'scoredAt?': 'instant',
  'acceptedAt?': 'instant',
  version: 'integer',
};

const OrderLine = {
  lineId: 'string',
  sku: 'string',
  name: 'string',
  quantity: 'integer',
  unitPrice: 'integer',
  'priceList?': 'string',
  discountPercent: 'number',
  'overrideReason?': 'string',
  taxCategory: 'standard | reduced | zero | exempt',
  taxRate: 'number',
  net: 'integer',
  tax: 'integer',
  gross: 'integer',
  reserved: 'integer',
  shipped: 'integer',
  invoiced: 'integer',
  cancelled: 'integer',
  returned: 'integer',
};

const nextActions = [{ who: 'string', what: 'string', 'by?': 'string', why: 'string' }] as [Shape];

/** An order without its names. */
const NamelessOrder = {
  status: 'rejected | cancelled | credit_hold | completed | shipped | backordered | fulfilling | accepted',
  customerId: 'string',
  currency: 'string',
  channel: 'storefront | sales',
  lines: [OrderLine] as [Shape],
  totals: { net: 'integer', shipping: 'integer', tax: 'integer', gross: 'integer', discount: 'integer' },
  shippingAddress: Address,
  'purchaseOrderNumber?': 'string',
  'requestedDeliveryDate?': 'date',
  'shippingPreference?': 'cheapest | fastest | balanced',
  'note?': 'string',
  placedAt: 'instant',
  paymentStatus: 'not_invoiced | open | partially_paid | paid | written_off',
  paymentTerms: { netDays: 'integer', 'earlyPayment?': { percent: 'number', withinDays: 'integer' } },
  credit: { decision: 'approved | held | rejected', reasons: [{ code: 'string', detail: 'string' }] as [Shape] },
  nextActions,
  version: 'integer',
};

/** What POST /v1/orders/preview answers: an order that is not there yet, and what the stock has for it. */
const OrderPreview = {
  ...NamelessOrder,
  availability: [{ lineId: 'string', sku: 'string', available: 'integer', short: 'integer' }] as [Shape],
};

const Order = { id: 'string', number: 'string', 'exchangeFor?': 'string', ...NamelessOrder };

const CreditReview = {
  orderId: 'string',
  number: 'string',
  customerId: 'string',
  currency: 'string',
  gross: 'integer',
  placedAt: 'string',
  status: 'open',
  reasons: [Reason] as [Shape],
  'exposure?': { used: 'integer', limit: 'integer', available: 'integer', afterOrder: 'integer' },
  'overdueInvoices?': {
    count: 'integer',
    amount: 'integer',
    oldestDays: 'integer',
    complete: 'boolean',
    invoices: [{ invoiceId: 'string', number: 'string', dueDate: 'date', daysOverdue: 'integer', due: 'integer' }] as [
      Shape,
    ],
  },
  'paymentHistory?': {
    invoices: 'integer',
    averageDaysLate: 'number | null',
    shareLate: 'number | null',
    score: 'number | null',
    grade: 'A | B | C | D | E | null',
  },
  'suggestedDecision?': {
    decision: 'approve | reject | ask_prepayment | collect_overdue_first',
    reasons: [Reason] as [Shape],
  },
};

const Warehouse = { code: 'string', name: 'string', address: Address, version: 'integer' };

const Stock = {
  sku: 'string',
  warehouse: 'string',
  onHand: 'integer',
  reserved: 'integer',
  available: 'integer',
};

const StockMovement = { id: 'string', quantity: 'integer', reason: 'string', at: 'string', ...Stock };

const FulfillmentLine = { lineId: 'string', sku: 'string', quantity: 'integer' };

const Fulfillment = {
  id: 'string',
  orderId: 'string',
  warehouse: 'string',
  status: 'pending | picked | packed | checked | shipped | cancelled',
  lines: [FulfillmentLine] as [Shape],
  version: 'integer',
};

const Shipment = {
  id: 'string',
  orderId: 'string',
  // null on what no warehouse sent: services.
  fulfillmentId: 'string | null',
  carrier: 'string | null',
  service: 'string | null',
  trackingNumber: 'string | null',
  status: 'dispatched | in_transit | delivered | exception | returned',
  packages: [{ weightGrams: 'integer' }] as [Shape],
  price: 'integer | null',
  promisedAt: 'string | null',
  'deliveredAt?': 'string',
  lines: [FulfillmentLine] as [Shape],
  version: 'integer',
};

const Party = { name: 'string', 'taxId?': 'string', address: Address };

const Invoice = {
  id: 'string',
  number: 'string',
  series: 'string',
  type: 'invoice | prepayment',
  status: 'open | partially_paid | paid | credited | written_off',
  orderIds: ['string'] as [Shape],
  shipmentIds: ['string'] as [Shape],
  customerId: 'string',
  seller: Party,
  buyer: Party,
  issueDate: 'date',
  supplyDate: 'date',
  dueDate: 'date',
  instalments: [{ dueDate: 'date', amount: 'integer', due: 'integer' }] as [Shape],
  currency: 'string',
  lines: [
    {
      line: 'integer',
      description: 'string',
      'sku?': 'string',
      'orderId?': 'string',
      'lineId?': 'string',
      'shipmentId?': 'string',
      quantity: 'integer',
      unitPrice: 'integer',
      discountPercent: 'number',
      taxCategory: 'S | Z | E | AE | K | G | O',
      taxRate: 'number',
      net: 'integer',
    },
  ] as [Shape],
  taxBreakdown: [
    { category: 'S | Z | E | AE | K | G | O', rate: 'number', base: 'integer', tax: 'integer', 'reason?': 'string' },
  ] as [Shape],
  totals: {
    net: 'integer',
    tax: 'integer',
    gross: 'integer',
    paid: 'integer',
    credited: 'integer',
    discounted: 'integer',
    writtenOff: 'integer',
    due: 'integer',
  },
  'earlyPayment?': { percent: 'number', until: 'date' },
  pdfSha256: 'string | null',
  previousHash: 'string | null',
  hash: 'string',
  // Beyond the contract, as on orders.
  nextActions,
  version: 'integer',
};

const CreditNote = {
  id: 'string',
  number: 'string',
  series: 'string',
  invoiceId: 'string',
  invoiceNumber: 'string',
  invoiceDate: 'date',
  orderIds: ['string'] as [Shape],
  'returnId?': 'string',
  customerId: 'string',
  reason: 'string',
  seller: Party,
  buyer: Party,
  issueDate: 'date',
  currency: 'string',
  lines: [
    {
      line: 'integer',
      'invoiceLine?': 'integer',
      description: 'string',
      'sku?': 'string',
      'orderId?': 'string',
      'lineId?': 'string',
      quantity: 'integer',
      unitPrice: 'integer',
      discountPercent: 'number',
      taxCategory: 'S | Z | E | AE | K | G | O',
      taxRate: 'number',
      net: 'integer',
    },
  ] as [Shape],
  taxBreakdown: [
    { category: 'S | Z | E | AE | K | G | O', rate: 'number', base: 'integer', tax: 'integer', 'reason?': 'string' },
  ] as [Shape],
  totals: { net: 'integer', tax: 'integer', gross: 'integer' },
  applied: 'integer',
  unapplied: 'integer',
  refunded: 'integer',
  allocations: [{ invoiceId: 'string', amount: 'integer', on: 'date' }] as [Shape],
  refunds: [{ id: 'string', amount: 'integer', reason: 'string', on: 'date' }] as [Shape],
  pdfSha256: 'string | null',
  previousHash: 'string | null',
  hash: 'string',
  version: 'integer',
};

const Payment = {
  id: 'string',
  status: 'applied | partially_applied | unapplied | reversed',
  customerId: 'string | null',
  currency: 'string',
  amount: 'integer',
  applied: 'integer',
  unapplied: 'integer',
  refunded: 'integer',
  receivedOn: 'date',
  method: 'string',
  'reference?': 'string',
  'payer?': { 'name?': 'string', 'iban?': 'string' },
  allocations: [
    { invoiceId: 'string', amount: 'integer', 'discount?': 'integer', confidence: 'number', reason: 'string' },
  ] as [Shape],
  refunds: [{ id: 'string', amount: 'integer', reason: 'string', on: 'date' }] as [Shape],
  // Beyond the contract, as on orders.
  nextActions,
  version: 'integer',
};

const Return = {
  id: 'string',
  orderId: 'string',
  customerId: 'string',
  status: 'requested | receiving | received | cancelled',
  reason: 'string',
  lines: [
    {
      lineId: 'string',
      sku: 'string',
      quantity: 'integer',
      received: 'integer',
      sellable: 'integer',
      damaged: 'integer',
      credited: 'integer',
    },
  ] as [Shape],
  receipts: [
    {
      at: 'instant',
      settlement: 'credit | refund',
      lines: [{ lineId: 'string', quantity: 'integer', condition: 'sellable | damaged', warehouse: 'string' }] as [
        Shape,
      ],
    },
  ] as [Shape],
  creditNoteIds: ['string'] as [Shape],
  'exchangeOrderId?': 'string',
  requestedAt: 'instant',
  version: 'integer',
};

const TrialBalance = {
  asOf: 'date',
  currency: 'string',
  accounts: [
    {
      account:
        'receivables | bank | card_clearing | bank_charges | customer_credit | revenue | shipping | output_tax | discounts_allowed | bad_debt | bad_debt_recovered | fees | interest | refunds_payable | rounding',
      name: 'string',
      debit: 'integer',
      credit: 'integer',
      balance: 'integer',
    },
  ] as [Shape],
};

const Event = {
  id: 'string',
  type: [
    'customer.created | customer.updated | customer.erased | payment.changed | credit.limit_changed | credit.hold_changed | credit.group_changed',
    'order.received | order.held | order.accepted | order.rejected | order.backordered | order.fulfilling',
    'order.shipped | order.completed | order.reopened | order.cancelled | order.changed | stock.moved | stock.low',
    'fulfillment.created | fulfillment.picked | fulfillment.packed | fulfillment.checked',
    'fulfillment.quality_failed | fulfillment.shipped | fulfillment.cancelled',
    'shipment.dispatched | shipment.in_transit | shipment.delivered | shipment.exception | shipment.returned',
    'invoice.issued | invoice.emailed | invoice.partially_paid | invoice.paid | invoice.reopened | invoice.credited',
    'invoice.overdue | invoice.written_off | credit_note.issued | credit_note.applied | debit_note.issued',
    'payment.received | payment.applied | payment.unapplied | payment.reversed | payment.refunded',
    'promise.made | promise.kept | promise.broken | dispute.opened | dispute.resolved',
    'dunning.step_taken | dunning.paused | dunning.resumed | dunning.handed_over',
    'bank_statement.imported | email.failed',
    // Beyond the contract: changes that have no event there and must stand in the audit trail all the same.
    'product.created | product.updated | warehouse.created | warehouse.updated | invoice.rendered',
    'return.requested | return.received | return.cancelled | return.credited | return.exchanged | return.changed',
    'credit_note.rendered | credit_note.emailed | credit_note.refunded | credit_note.changed',
    'order.amended',
    'price_list.changed | order.overridden | order.late | order.unshipped',
    'credit.scored',
    'import.started | import.progressed | import.completed | import.refused',
  ].join(' | '),
  version: '1',
  tenant: 'string',
  occurredAt: 'instant',
  subject: 'string',
  sequence: 'integer',
  correlationId: 'string',
  'causationId?': 'string',
  data: {},
};

const VersionChange = { id: 'string', versionBefore: 'integer | null', versionAfter: 'integer' };

const TimelineEntry = {
  ...Event,
  actor: 'string',
  'user?': 'string',
  versionBefore: 'integer | null',
  versionAfter: 'integer | null',
  'alsoChanged?': [VersionChange] as [Shape],
};

const Import = {
  id: 'string',
  kind: 'products | customers | orders',
  status: 'processing | done | refused',
  key: 'string',
  totalRows: 'integer | null',
  counts: { rows: 'integer', created: 'integer', updated: 'integer', unchanged: 'integer', refused: 'integer' },
  'refusal?': { code: 'string', detail: 'string' },
  startedAt: 'instant',
  'finishedAt?': 'instant',
  version: 'integer',
};

const ImportedRow = {
  row: 'integer',
  key: 'string',
  result: 'created | updated | unchanged | refused',
  id: 'string | null',
  'code?': 'string',
  'detail?': 'string',
  'errors?': [{ path: 'string', code: 'string', message: 'string' }] as [Shape],
};

const Upload = { uploadId: 'string', url: 'string', expiresAt: 'instant' };

/** The resources that answers are made of. */
export const resources: Readonly<Record<string, Record<string, Shape>>> = {
  Product,
  PriceList,
  Customer,
  Credit,
  CreditProposal,
  CreditScore,
  Order,
  CreditReview,
  Warehouse,
  Stock,
  StockMovement,
  Fulfillment,
  Shipment,
  Invoice,
  CreditNote,
  Return,
  Payment,
  TrialBalance,
  CobroEvent: Event,
  TimelineEntry,
  Import,
  ImportedRow,
  Upload,
};

const listOf = (item: Shape): Shape => ({ items: [item], nextCursor: 'string | null' });

/** What every route answers when all is well, and with which status. */
export const answers: Readonly<Record<string, Shape>> = {
  'PUT /v1/products/{sku} → 200': Product,
  'GET /v1/products/{sku} → 200': Product,
  'GET /v1/products → 200': listOf(Product),

  'PUT /v1/price-lists/{code} → 200': PriceList,
  'GET /v1/price-lists/{code} → 200': PriceList,
  'GET /v1/price-lists → 200': listOf(PriceList),

  'POST /v1/customers → 201': Customer,
  'GET /v1/customers/{id} → 200': Customer,
  'PATCH /v1/customers/{id} → 200': Customer,
  'GET /v1/customers → 200': listOf(Customer),
  'GET /v1/customers/{id}/credit → 200': Credit,
  'PUT /v1/customers/{id}/credit → 200': Credit,
  'GET /v1/customers/{id}/credit/proposal → 200': CreditProposal,
  'POST /v1/customers/{id}/credit/proposal/accept → 200': CreditProposal,
  'GET /v1/customers/{id}/credit/history → 200': listOf(CreditScore),
  'GET /v1/customers/{id}/personal-data → 200': PersonalData,
  'POST /v1/customers/{id}/erasure → 200': Erasure,

  'POST /v1/orders → 201': Order,
  'POST /v1/orders/preview → 200': OrderPreview,
  'GET /v1/orders/{id} → 200': Order,
  'GET /v1/orders → 200': listOf(Order),
  'PATCH /v1/orders/{id} → 200': Order,
  'POST /v1/orders/{id}/amend → 200': Order,
  'GET /v1/orders/{id}/pro-forma.pdf → 200': 'file application/pdf',
  'POST /v1/orders/{id}/cancel → 200': Order,
  'POST /v1/orders/{id}/service-deliveries → 201': Shipment,
  'GET /v1/orders/{id}/timeline → 200': listOf(TimelineEntry),

  'GET /v1/credit-reviews → 200': listOf(CreditReview),
  'GET /v1/credit-reviews/{orderId} → 200': CreditReview,
  'POST /v1/credit-reviews/{orderId}/decision → 200': Order,

  'PUT /v1/warehouses/{code} → 200': Warehouse,
  'GET /v1/warehouses/{code} → 200': Warehouse,
  'GET /v1/warehouses → 200': listOf(Warehouse),
  'POST /v1/stock-movements → 201': StockMovement,
  'GET /v1/stock → 200': listOf(Stock),

  'GET /v1/fulfillments → 200': listOf(Fulfillment),
  'GET /v1/fulfillments/{id} → 200': Fulfillment,
  'POST /v1/fulfillments/{id}/pick → 200': Fulfillment,
  'POST /v1/fulfillments/{id}/pack → 200': Fulfillment,
  'POST /v1/fulfillments/{id}/quality-check → 200': Fulfillment,
  'POST /v1/fulfillments/{id}/ship → 201': Shipment,

  'GET /v1/shipments/{id} → 200': Shipment,
  'GET /v1/shipments → 200': listOf(Shipment),

  'GET /v1/invoices → 200': listOf(Invoice),
  'GET /v1/invoices/{id} → 200': Invoice,
  'GET /v1/invoices/{id}.pdf → 200': 'file application/pdf',

  'POST /v1/orders/{id}/returns → 201': Return,
  'GET /v1/returns → 200': listOf(Return),
  'GET /v1/returns/{id} → 200': Return,
  'POST /v1/returns/{id}/receive → 200': Return,
  'POST /v1/returns/{id}/cancel → 200': Return,
  'POST /v1/returns/{id}/exchange → 201': Order,

  'POST /v1/invoices/{id}/credit-notes → 201': CreditNote,
  'GET /v1/credit-notes → 200': listOf(CreditNote),
  'GET /v1/credit-notes/{id} → 200': CreditNote,
  'GET /v1/credit-notes/{id}.pdf → 200': 'file application/pdf',
  'POST /v1/credit-notes/{id}/allocations → 200': CreditNote,
  'POST /v1/credit-notes/{id}/refunds → 201': CreditNote,

  'POST /v1/payments → 201': Payment,
  'POST /v1/payments/{id}/refunds → 201': Payment,
  'GET /v1/payments/{id} → 200': Payment,
  'GET /v1/payments → 200': listOf(Payment),
  'POST /v1/payments/{id}/allocations → 200': Payment,
  'DELETE /v1/payments/{id}/allocations/{invoiceId} → 200': Payment,

  'GET /v1/ledger/trial-balance → 200': TrialBalance,

  'GET /v1/events → 200': listOf(Event),
  'GET /v1/event-types → 200': listOf({ type: 'string', version: '1', schema: {} }),

  'GET /v1/audit-trail → 200': listOf(TimelineEntry),

  'POST /v1/uploads → 201': Upload,
  'POST /v1/imports/products → 202': Import,
  'POST /v1/imports/customers → 202': Import,
  'POST /v1/imports/orders → 202': Import,
  'GET /v1/imports/{id} → 200': Import,
  'GET /v1/imports/{id}/rows → 200': listOf(ImportedRow),

  'GET /health → 200': { status: 'ok', tenant: 'string' },
  'GET /openapi.json → 200': {},
  'GET /docs → 200': 'file text/html',
};
