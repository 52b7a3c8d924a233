const address = { line1: 'Calle Mayor 1', city: 'Madrid', postalCode: '28013', country: 'ES' };

/** An example of the body of each request that has one, by the name of its route. A test parses each by its schema. */
export const requestExamples: Readonly<Record<string, unknown>> = {
  putProduct: { name: 'Chai', unitPrice: 1800, currency: 'EUR', taxCategory: 'reduced', weightGrams: 400 },
  putPriceList: {
    name: 'Bookshops 2027',
    currency: 'EUR',
    customerGroup: 'BOOKSHOPS',
    validFrom: '2027-01-01',
    prices: [
      { sku: 'NW-1', unitPrice: 1700 },
      { sku: 'NW-1', minQuantity: 50, unitPrice: 1550 },
    ],
  },
  createCustomer: {
    name: 'Librería Peña S.L.',
    email: 'compras@pena.example',
    language: 'es',
    billingAddress: address,
    paymentTerms: { netDays: 30 },
  },
  patchCustomer: { phone: '+34 910 000 000' },
  eraseCustomer: { reason: 'Asked for on the phone on 25 November' },
  putCredit: { limit: 1_000_000 },
  acceptCreditProposal: { version: 7 },
  placeOrder: {
    customerId: 'cus_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    currency: 'EUR',
    lines: [{ sku: 'NW-1', quantity: 2 }],
  },
  previewOrder: {
    customerId: 'cus_01ARZ3NDEKTSV4RRFFQ69G5FAV',
    currency: 'EUR',
    lines: [{ sku: 'NW-1', quantity: 2 }],
  },
  startUpload: { contentType: 'text/csv', bytes: 1_048_576 },
  importProducts: { uploadId: 'upl_01ARZ3NDEKTSV4RRFFQ69G5FAV' },
  importCustomers: { uploadId: 'upl_01ARZ3NDEKTSV4RRFFQ69G5FAV' },
  importOrders: { uploadId: 'upl_01ARZ3NDEKTSV4RRFFQ69G5FAV' },
  changeOrder: { note: 'Ring at the back door', requestedDeliveryDate: null },
  amendOrder: { lines: [{ lineId: '1', quantity: 3 }], add: [{ sku: 'NW-2', quantity: 1 }] },
  cancelOrder: { reason: 'The customer changed their mind', lines: [{ lineId: '1', quantity: 1 }] },
  requestReturn: { reason: 'The wrong colour', lines: [{ lineId: '1', quantity: 1 }] },
  receiveReturn: { lines: [{ lineId: '1', quantity: 1, condition: 'sellable', warehouse: 'MAD' }] },
  exchangeReturn: { lines: [{ sku: 'NW-2', quantity: 1 }] },
  deliverServices: { lines: [{ lineId: '2', quantity: 1 }] },
  decideCreditReview: { decision: 'approve', reason: 'Long-standing customer' },
  putWarehouse: { name: 'Madrid', address },
  bookStockMovement: { sku: 'NW-1', warehouse: 'MAD', quantity: 100, reason: 'receipt' },
  pickFulfillment: { lines: [{ lineId: '1', quantity: 2 }] },
  packFulfillment: { packages: [{ weightGrams: 900 }] },
  checkFulfillment: { result: 'pass' },
  shipFulfillment: { trackingNumber: 'T-1' },
  recordPayment: {
    amount: 3960,
    currency: 'EUR',
    receivedOn: '2026-11-25',
    method: 'bank_transfer',
    reference: 'FA-2026-000001',
  },
  issueCreditNote: { reason: 'Two came back', lines: [{ line: 1, quantity: 2 }] },
  allocateCreditNote: { invoiceId: 'inv_01ARZ3NDEKTSV4RRFFQ69G5FAV', amount: 1980 },
  refundCreditNote: { amount: 1980, reason: 'The customer orders nothing more' },
  refundPayment: { amount: 500, reason: 'Paid twice' },
  allocatePayment: { allocations: [{ invoiceId: 'inv_01ARZ3NDEKTSV4RRFFQ69G5FAV', amount: 3960 }] },
};

/** An example of the file a request may be, by the name of its route. */
export const fileExamples: Readonly<Record<string, string>> = {
  importProducts: 'sku,name,unitPrice,currency,taxCategory\nNW-1,Chai,1800,EUR,reduced\n',
  importCustomers:
    'ref,name,email,language,billingAddress.line1,billingAddress.city,billingAddress.country\n' +
    'C-1,Librería Peña S.L.,compras@pena.example,es,Calle Mayor 1,Madrid,ES\n',
  importOrders: 'order,customer.ref,currency,sku,quantity\nA-1,C-1,EUR,NW-1,2\nA-1,C-1,EUR,NW-2,1\n',
};
