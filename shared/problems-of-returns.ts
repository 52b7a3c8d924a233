import type { ProblemMeaning } from './problem-meaning.ts';

/** What can be wrong with what comes back: goods, and money for them. Part of `problemCodes`. */
export const backProblems = {
  not_returnable: {
    status: 409,
    cause: 'Some of these pieces have not shipped, came back already or are announced to, or are a service.',
    wayOut: 'Announce at most what has shipped and not come back: `detail` says how many.',
  },
  not_invoiced_yet: {
    status: 409,
    cause: 'Some of the pieces that came back are not invoiced yet, so nobody could say what to credit.',
    wayOut: 'Wait for the invoice of their shipment (seconds, as a rule) and send the same request again.',
  },
  already_exchanged: {
    status: 409,
    cause: 'An order was placed in exchange for this return before.',
    wayOut: 'Read the return: `exchangeOrderId` names it. Place a further order by itself.',
  },
  over_credited: {
    status: 422,
    cause: 'More would be credited than was invoiced and is not credited yet, of a line or in all.',
    wayOut:
      'Credit at most what is left: `detail` says how much. GET /v1/credit-notes?invoiceId= lists what was credited.',
  },
  nothing_to_credit: {
    status: 422,
    cause: 'The invoice is credited already, or the lines named cost nothing.',
    wayOut: 'Nothing to do: the invoice asks for no money that could be given back.',
  },
  over_refunded: {
    status: 422,
    cause: 'More is refunded than the payment or credit note has unapplied.',
    wayOut: 'Refund at most `unapplied`. Undo an allocation first to free what was applied.',
  },
  over_received: {
    status: 422,
    cause: 'More pieces came than the return still announces.',
    wayOut: 'Receive at most what is announced; announce the others as a return of their own.',
  },
} as const satisfies Record<string, ProblemMeaning>;
