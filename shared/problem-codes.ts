import { backProblems } from './problems-of-returns.ts';
import type { ProblemMeaning } from './problem-meaning.ts';

const missing = (what: string): ProblemMeaning => ({
  status: 404,
  cause: `There is no ${what} with this name, or it belongs to another customer than the token.`,
  wayOut: 'Check the id. A token bound to a customer sees only what is that customer’s.',
});

const unknown = (what: string): ProblemMeaning => ({
  status: 422,
  cause: `The body names a ${what} that does not exist.`,
  wayOut: `Create the ${what} first, or correct the name.`,
});

/**
 * Every `code` a problem+json answer can carry. An error can only be raised with one of these; docs/errors.md is made
 * from them. Codes are stable: a new situation gets a new code.
 */
export const problemCodes = {
  invalid_request: {
    status: 400,
    cause: 'A field of the body, the query or a header has the wrong shape. `errors` names every one of them.',
    wayOut: 'Correct the named fields. Unknown fields are refused, so a misspelt one shows here too.',
  },
  malformed_json: {
    status: 400,
    cause: 'The body is not JSON in UTF-8.',
    wayOut: 'Send valid JSON; check quotes, commas and the encoding.',
  },
  body_too_large: {
    status: 413,
    cause: 'The body is larger than 256 KiB.',
    wayOut: 'Send less at once.',
  },
  unsupported_media_type: {
    status: 415,
    cause: 'The content type of the body is not one that this route takes.',
    wayOut: 'Send `Content-Type: application/json`, or what `detail` names.',
  },
  missing_scope: {
    status: 403,
    cause: 'The token is good but lacks the scope of this route.',
    wayOut: 'Ask for a token of a client that has the scope named in `detail`.',
  },
  bound_to_customer: {
    status: 403,
    cause: 'A login of one customer asked for something only staff may do.',
    wayOut: 'Use a token that is not bound to a customer.',
  },
  override_not_allowed: {
    status: 403,
    cause: 'The order names a price, a discount or payment terms of its own.',
    wayOut: 'Leave `unitPrice`, `discountPercent` and `paymentTerms` out, or use a token with `cobro/orders.override`.',
  },
  not_found: missing('address'),
  customer_not_found: missing('customer'),
  product_not_found: missing('product'),
  price_list_not_found: missing('price list'),
  warehouse_not_found: missing('warehouse'),
  order_not_found: missing('order'),
  credit_review_not_found: {
    status: 404,
    cause: 'There is no order of this id for this caller, or credit does not hold it (any more).',
    wayOut: 'Look at the order itself: `credit` says what was decided.',
  },
  fulfillment_not_found: missing('fulfillment'),
  shipment_not_found: missing('shipment'),
  invoice_not_found: missing('invoice'),
  credit_note_not_found: missing('credit note'),
  return_not_found: missing('return'),
  payment_not_found: missing('payment'),
  allocation_not_found: missing('allocation of this payment to this invoice'),
  import_not_found: missing('import'),
  pro_forma_not_found: {
    status: 404,
    cause: 'The order is not to be paid in advance: there is no pro-forma of it.',
    wayOut: 'Read the order: `credit.reasons` says what it waits for.',
  },
  pdf_not_ready: {
    status: 404,
    cause: 'The invoice or credit note was issued, or the order was held, a moment ago, and the PDF is being made.',
    wayOut: 'Ask again in a few seconds. A pro-forma is kept for 30 days.',
  },
  stale_version: {
    status: 412,
    cause: 'The version named with If-Match is not the current one: somebody changed the resource since it was read.',
    wayOut: 'Read it again, decide again, and send the new version.',
  },
  changed_meanwhile: {
    status: 409,
    cause: 'Others kept changing the same thing while this change was tried.',
    wayOut: 'Send the same request again, with the same Idempotency-Key.',
  },
  idempotency_in_progress: {
    status: 409,
    cause: 'The first request with this Idempotency-Key has not finished.',
    wayOut: 'Ask again in a moment, with the same key and body.',
  },
  idempotency_key_reused: {
    status: 422,
    cause: 'The Idempotency-Key was used for another request.',
    wayOut: 'Use a new key for a new request, and the same key only for the very same one.',
  },
  wrong_status: {
    status: 409,
    cause: 'The thing is in a status from which this step does not follow.',
    wayOut: 'Read it again: `detail` says what can follow from here.',
  },
  customer_erased: {
    status: 409,
    cause: 'The personal data of this customer were erased, or are being erased.',
    wayOut: 'Nothing can be added to them. Whoever comes back is a new customer.',
  },
  customer_has_open_business: {
    status: 409,
    cause: 'The customer has orders that are not completed, or money is due between you.',
    wayOut: 'Complete or cancel the orders, settle what is due (refund what was paid too much), then ask again.',
  },
  not_cancellable: {
    status: 409,
    cause: 'Some of these pieces have shipped, are being shipped, or were cancelled before; or the order was rejected.',
    wayOut: 'Cancel what is still open: `detail` says how many. What has shipped can come back as a return.',
  },
  not_amendable: {
    status: 409,
    cause: 'The amendment would leave nothing of the order, or less of a line than was cancelled of it.',
    wayOut: 'Cancel the order with POST /v1/orders/{id}/cancel, or name a larger quantity: `detail` says which.',
  },
  too_many_lines: {
    status: 422,
    cause: 'The order would have more than 100 lines.',
    wayOut: 'Place another order for the rest.',
  },
  too_many_changes: {
    status: 422,
    cause:
      'One amendment makes more than about 40 lines smaller (fewer when they lie in several warehouses): their stock is given back in one transaction with the change.',
    wayOut:
      'Make several amendments of at most 40 lines each, or cancel pieces with POST /v1/orders/{id}/cancel, which takes any number.',
  },
  not_a_service: {
    status: 422,
    cause: 'The line is goods: they leave the warehouse by a pick list, and are not delivered as a service.',
    wayOut: 'Name service lines only; ship goods with POST /v1/fulfillments/{id}/ship.',
  },
  over_delivered: {
    status: 409,
    cause: 'More of a service is to be delivered than is neither delivered nor cancelled.',
    wayOut: 'Read the order again and deliver what is left: `detail` says how many.',
  },
  not_held: {
    status: 409,
    cause: 'The order is not held for a credit decision (any more).',
    wayOut: 'Nothing to do: somebody decided already, or credit never held it.',
  },
  already_imported: {
    status: 409,
    cause: 'An order was imported with this key before, and the rows say something else now.',
    wayOut: 'Give a new order a new key. Orders are not changed by import.',
  },
  insufficient_stock: {
    status: 409,
    cause: 'The movement would take pieces that are reserved for orders.',
    wayOut: 'Take fewer; or, if the pieces really are not there, book a `count`.',
  },
  unknown_upload: {
    status: 422,
    cause: 'The body names an upload that was not promised to this client, or was forgotten after 30 days.',
    wayOut: 'POST /v1/uploads with the same client, PUT the file, then name its `uploadId`.',
  },
  upload_incomplete: {
    status: 409,
    cause: 'The file of the upload has not arrived, or has another length than was said.',
    wayOut: 'PUT the whole file to the address of the upload, then send the same request again.',
  },
  ...backProblems,
  unknown_customer: unknown('customer'),
  unknown_product: unknown('product'),
  unknown_warehouse: unknown('warehouse'),
  unknown_order: unknown('order'),
  unknown_invoice: unknown('invoice'),
  inactive_product: {
    status: 422,
    cause: 'The product is no longer sold.',
    wayOut: 'Take it off the order, or make it active again.',
  },
  too_many_price_lists: {
    status: 422,
    cause: 'Twenty price lists are active for the same customer or group already.',
    wayOut: 'Put the prices on one of those lists, or set `active: false` on one that no longer holds.',
  },
  not_stock_tracked: {
    status: 422,
    cause: 'Stock of this product is not counted.',
    wayOut: 'Set `stockTracked` on the product first.',
  },
  currency_not_supported: {
    status: 422,
    cause: 'A tenant works in one currency, and this is another.',
    wayOut: 'Send amounts in the tenant’s currency.',
  },
  amount_too_large: {
    status: 422,
    cause: 'The total is larger than an amount can be.',
    wayOut: 'Split the order.',
  },
  group_too_deep: {
    status: 422,
    cause:
      'The parent named for a group draws on the limit of another customer itself, or is the customer, or has members.',
    wayOut: 'Name the head of the group. A customer with members cannot draw on the limit of another.',
  },
  over_max_amount: {
    status: 422,
    cause: 'The order is more than the amount the reviewer approves.',
    wayOut: 'Approve with a higher `maxAmount`, or reject.',
  },
  over_allocated: {
    status: 422,
    cause: 'More is allocated than the payment or credit note has left, or than the invoice or order is due.',
    wayOut: 'Allocate at most what is due; the rest stays unapplied.',
  },
  several_customers: {
    status: 422,
    cause: 'The allocations of one payment name invoices of several customers.',
    wayOut: 'Record one payment for each customer.',
  },
  too_many_orders: {
    status: 422,
    cause: 'The allocations of one payment name more than ten orders.',
    wayOut: 'Name invoices instead, or record several payments.',
  },
  too_many_invoices: {
    status: 422,
    cause: 'One call allocates a payment to more invoices than one transaction holds.',
    wayOut: 'Make several calls of at most twenty invoices each.',
  },
  wrong_customer: {
    status: 422,
    cause: 'The invoices belong to another customer than the payment or credit note.',
    wayOut: 'Correct the customer or the invoices.',
  },
  too_many_requests: {
    status: 429,
    cause: 'More requests arrived at once than the stage allows.',
    wayOut: 'Wait as long as Retry-After says, then send the same request again.',
  },
  internal_error: {
    status: 500,
    cause: 'A defect on our side. Nothing was done.',
    wayOut: 'Send the same request again; if it stays, report it with the `instance`.',
  },
  table_busy: {
    status: 503,
    cause: 'Too many changes of the same thing at once.',
    wayOut: 'Send the same request again, with the same Idempotency-Key.',
  },
  series_busy: {
    status: 503,
    cause: 'Too many invoices or credit notes are being issued at once.',
    wayOut:
      'Invoices are tried again by themselves; send the request for a credit note again, with the same Idempotency-Key.',
  },
  mail_being_sent: {
    status: 503,
    cause: 'Another sender is sending this mail at this moment.',
    wayOut: 'Nothing to do: it is tried again by itself.',
  },
  mail_unsure: {
    status: 503,
    cause: 'The connection to the mail service broke: nobody knows whether the mail went out.',
    wayOut: 'Nothing to do: an invoice is sent again by itself, a reminder is not.',
  },
  mail_undeliverable: {
    status: 503,
    cause: 'The mail service refuses the mail for good, such as for an address it does not accept.',
    wayOut: 'Correct the address. The event email.failed names the mail; it is not tried again for the same address.',
  },
  mail_refused: {
    status: 503,
    cause: 'The mail service did not take the mail.',
    wayOut: 'Nothing to do: it is tried again by itself.',
  },
} as const satisfies Record<string, ProblemMeaning>;

export type ProblemCode = keyof typeof problemCodes;
