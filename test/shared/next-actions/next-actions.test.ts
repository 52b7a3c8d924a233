import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invoiceStatusOf } from '../../../shared/invoices/invoice-totals.ts';
import { invoiceActions } from '../../../shared/next-actions/invoice-actions.ts';
import type { NextAction } from '../../../shared/next-actions/next-action.ts';
import { orderActions } from '../../../shared/next-actions/order-actions.ts';
import { paymentActions } from '../../../shared/next-actions/payment-actions.ts';
import { paymentStatusOf } from '../../../shared/payments/payment.ts';
import { orderLine as lineOf } from '../../make/order-state.ts';
import { invoiceOf, orderOf, paymentOf } from './make-states.ts';

const day = { today: '2026-11-25', smallestReminder: 100 };
const told = (actions: NextAction[]): string[] =>
  actions.map(({ who, what, by, why }) => [who, what, ...(by === undefined ? [] : [by]), why].join(' | '));

const held = (...codes: string[]) => ({
  credit: { decision: 'held' as const, reasons: codes.map((code) => ({ code, detail: `Because of ${code}.` })) },
});
const onList = lineOf({ reservations: [{ warehouse: 'MAD', quantity: 10, fulfillmentId: 'ful_1' }] });
const inMadrid = { openFulfillments: { MAD: 'ful_1' }, requestedDeliveryDate: '2026-12-01' };
const listOf = (status: 'pending' | 'picked' | 'packed' | 'checked') => ({
  lists: [{ id: 'ful_1', status, lines: [{ lineId: '1', sku: 'BOOK', quantity: 10 }] }],
});
const shipped = lineOf({ shipped: 10, invoiced: 10 });
const invoiced = { invoices: [{ invoiceId: 'inv_1', status: 'open' as const, dueDate: '2026-12-03' }] };

describe('what is next with an order', () => {
  it.each([
    [
      'held',
      orderOf([lineOf()], held('over_limit')),
      {},
      ['credit | Approve or reject the order | Because of over_limit.'],
    ],
    [
      'held until it is paid for',
      orderOf([lineOf()], held('prepayment_required')),
      {},
      ['customer | Pay €121.00 in advance | Because of prepayment_required.'],
    ],
    [
      'accepted',
      orderOf([lineOf()], { reservationTried: false }),
      {},
      ['system | Reserve stock | The order was accepted a moment ago.'],
    ],
    [
      'short of stock',
      orderOf([lineOf({ waiting: true })], { requestedDeliveryDate: '2026-12-01' }),
      {},
      ['purchasing | Get 10 of BOOK | 2026-12-01 | Not enough in stock.'],
    ],
    [
      'on a list nobody has looked at',
      orderOf([onList], inMadrid),
      {},
      ['warehouse | Pick, pack, check and ship ful_1 | 2026-12-01 | It is reserved in MAD.'],
    ],
    [
      'to be picked',
      orderOf([onList], inMadrid),
      listOf('pending'),
      ['warehouse | Pick ful_1 | 2026-12-01 | 10 pieces are reserved in MAD.'],
    ],
    [
      'to be packed',
      orderOf([onList], inMadrid),
      listOf('picked'),
      ['warehouse | Pack ful_1 | 2026-12-01 | 10 pieces are picked in MAD.'],
    ],
    [
      'to be checked',
      orderOf([onList], inMadrid),
      listOf('packed'),
      ['warehouse | Check ful_1 | 2026-12-01 | 10 pieces are packed in MAD.'],
    ],
    [
      'to be shipped',
      orderOf([onList], inMadrid),
      listOf('checked'),
      ['warehouse | Ship ful_1 | 2026-12-01 | 10 pieces are checked in MAD.'],
    ],
    [
      'reserved and on no list',
      orderOf([lineOf({ reservations: [{ warehouse: 'MAD', quantity: 10 }] })]),
      {},
      ['system | Open a pick list in MAD | Pieces are reserved there and on no list yet.'],
    ],
    [
      'a service',
      orderOf([lineOf({ kind: 'service', stockTracked: false, sku: 'SETUP' })]),
      {},
      ['service | Deliver 10 of SETUP and report it | It is a service: no warehouse sends it.'],
    ],
    [
      'shipped and not invoiced',
      orderOf([lineOf({ shipped: 10 })], { uninvoicedShipmentIds: ['shp_1'] }),
      {},
      ['system | Invoice shipment shp_1 | It has left.'],
    ],
    [
      'invoiced',
      orderOf([shipped], invoiced),
      {},
      ['customer | Pay invoice inv_1 | 2026-12-03 | The goods were shipped and invoiced.'],
    ],
    [
      'invoiced in part, the rest short',
      orderOf([lineOf({ shipped: 4, invoiced: 4, waiting: true })], invoiced),
      {},
      [
        'purchasing | Get 6 of BOOK | Not enough in stock.',
        'customer | Pay invoice inv_1 | 2026-12-03 | The goods were shipped and invoiced.',
      ],
    ],
    ['paid', orderOf([shipped], { invoices: [{ invoiceId: 'inv_1', status: 'paid', dueDate: '2026-12-03' }] }), {}, []],
    ['cancelled', orderOf([lineOf({ cancelled: 10 })]), {}, []],
    ['rejected', orderOf([lineOf()], { credit: { decision: 'rejected', reasons: [] } }), {}, []],
  ] as const)('%s', (_, order, around, expected) => {
    expect(told(orderActions(order, around))).toEqual(expected);
  });

  it('names the amount, the days and the collector when its invoice is at hand', () => {
    const invoice = { ...invoiceOf(), id: 'inv_1' };
    const late = { today: '2026-12-05', smallestReminder: 100 };
    expect(told(orderActions(orderOf([shipped], invoiced), { invoices: [invoice], day: late }))).toEqual([
      'customer | Pay €121.00 of invoice FA-2026-000001 | 2026-12-03 | It was due on December 3, 2026.',
      'collector | Remind the customer of €121.00 | 2026-12-04 | Invoice FA-2026-000001 is 2 days overdue.',
    ]);
  });
});

describe('what is next with an invoice', () => {
  it.each([
    [
      'issued a moment ago',
      invoiceOf({ pdfSha256: null, emailedAt: undefined }),
      day.today,
      [
        'system | Render and mail invoice FA-2026-000001 | It was issued a moment ago.',
        'customer | Pay €121.00 of invoice FA-2026-000001 | 2026-12-03 | Supplied on November 2, 2026.',
      ],
    ],
    [
      'rendered',
      invoiceOf({ emailedAt: undefined }),
      day.today,
      [
        'system | Mail invoice FA-2026-000001 | It was rendered a moment ago.',
        'customer | Pay €121.00 of invoice FA-2026-000001 | 2026-12-03 | Supplied on November 2, 2026.',
      ],
    ],
    [
      'refused by the mail service',
      invoiceOf({ emailedAt: undefined, mailFailedAt: '2026-11-03T10:00:01.000Z' }),
      day.today,
      [
        'finance | Send invoice FA-2026-000001 another way | The mail with it did not reach the customer.',
        'customer | Pay €121.00 of invoice FA-2026-000001 | 2026-12-03 | Supplied on November 2, 2026.',
      ],
    ],
    [
      'on its due day',
      invoiceOf(),
      '2026-12-03',
      ['customer | Pay €121.00 of invoice FA-2026-000001 | 2026-12-03 | Supplied on November 2, 2026.'],
    ],
    [
      'a day late',
      invoiceOf(),
      '2026-12-04',
      [
        'customer | Pay €121.00 of invoice FA-2026-000001 | 2026-12-03 | It was due on December 3, 2026.',
        'collector | Remind the customer of €121.00 | 2026-12-04 | Invoice FA-2026-000001 is 1 day overdue.',
      ],
    ],
    [
      'reminded of',
      invoiceOf({
        dunning: { steps: [{ code: 'reminder', takenAt: '2026-12-04T06:00:00.000Z', due: 12_100 }] },
        nextDunningOn: undefined,
      }),
      '2026-12-10',
      [
        'customer | Pay €121.00 of invoice FA-2026-000001 | 2026-12-03 | It was due on December 3, 2026.',
        'collector | Ask the customer when €121.00 will be paid | Invoice FA-2026-000001 is 7 days overdue; a reminder has been sent.',
      ],
    ],
    [
      'in instalments, the first of them late',
      invoiceOf({
        instalments: [
          { dueDate: '2026-11-20', amount: 6000, due: 5000 },
          { dueDate: '2026-12-20', amount: 6100, due: 6100 },
        ],
        totals: {
          net: 10_000,
          tax: 2100,
          gross: 12_100,
          paid: 1000,
          credited: 0,
          discounted: 0,
          writtenOff: 0,
          due: 11_100,
        },
        status: 'partially_paid',
      }),
      '2026-11-25',
      [
        'customer | Pay €50.00 of invoice FA-2026-000001 | 2026-11-20 | It was due on November 20, 2026.',
        'customer | Pay €61.00 of invoice FA-2026-000001 | 2026-12-20 | Supplied on November 2, 2026.',
        'collector | Remind the customer of €50.00 | 2026-12-04 | Invoice FA-2026-000001 is 5 days overdue.',
      ],
    ],
  ] as const)('%s', (_, invoice, today, expected) => {
    expect(told(invoiceActions(invoice, { ...day, today }))).toEqual(expected);
  });

  it('sends nobody after cents', () => {
    const totals = { ...invoiceOf().totals, paid: 12_001, due: 99 };
    const cents = invoiceOf({
      status: 'partially_paid',
      totals,
      instalments: [{ dueDate: '2026-12-03', amount: 12_100, due: 99 }],
    });
    expect(invoiceActions(cents, { ...day, today: '2027-01-01' }).map(({ who }) => who)).toEqual(['customer']);
  });
});

describe('what is next with a payment', () => {
  const allocation = { invoiceId: 'inv_1', amount: 100, confidence: 1, reason: 'Named.' };
  it.each([
    [
      'of nobody known',
      paymentOf({ customerId: null }),
      ['finance | Allocate or refund €121.00 | Nobody knows whose money it is: no invoice was matched.'],
    ],
    ['that matched nothing', paymentOf(), ['finance | Allocate or refund €121.00 | No open invoice was matched.']],
    [
      'that is too much',
      paymentOf({ status: 'partially_applied', unapplied: 1, allocations: [allocation] }),
      ['finance | Allocate or refund €0.01 | Too much was paid for the invoices it is applied to.'],
    ],
    [
      'taken back',
      paymentOf({ undone: [{ invoiceId: 'inv_1', on: '2026-11-25' }] }),
      ['finance | Allocate or refund €121.00 | Its allocation was taken back.'],
    ],
    [
      'in advance, and a little more',
      paymentOf({ forOrders: [{ orderId: 'ord_1', amount: 12_000 }] }),
      [
        'system | Apply €120.00 to the next invoice of order ord_1 | It was paid in advance.',
        'finance | Allocate or refund €1.00 | No open invoice was matched.',
      ],
    ],
    [
      'in advance for an order that was cancelled',
      paymentOf({ forOrders: [{ orderId: 'ord_9', amount: 12_100 }] }),
      ['finance | Allocate or refund €121.00 | No open invoice was matched.'],
    ],
    [
      'over very many invoices',
      paymentOf({ pending: [allocation] }),
      ['system | Apply €1.00 to 1 more invoices | So many invoices take several steps.'],
    ],
    ['applied', paymentOf({ status: 'applied', unapplied: 0, allocations: [allocation] }), []],
    ['reversed', paymentOf({ status: 'reversed' }), []],
  ] as const)('%s', (_, payment, expected) => {
    expect(told(paymentActions(payment, new Set(['ord_9'])))).toEqual(expected);
  });
});

const anyLine = fc
  .record({
    shipped: fc.nat(4),
    cancelled: fc.nat(4),
    reserved: fc.nat(2),
    listed: fc.boolean(),
    kind: fc.constantFrom('goods', 'service'),
    tracked: fc.boolean(),
    late: fc.boolean(),
  })
  .map(({ shipped, cancelled, reserved, listed, kind, tracked, late }) => {
    const isGoods = kind === 'goods';
    const left = Math.min(isGoods ? reserved : 0, 8 - shipped - cancelled);
    const reservations =
      left > 0 ? [{ warehouse: 'MAD', quantity: left, fulfillmentId: listed ? 'ful_1' : undefined }] : [];
    return lineOf({
      quantity: 8,
      shipped,
      cancelled,
      invoiced: late ? 0 : shipped,
      reservations,
      kind: isGoods ? 'goods' : 'service',
      stockTracked: isGoods && tracked,
    });
  });

describe('every order, invoice and payment', () => {
  it('that has not ended has someone to act, and one that has ended nobody', () => {
    const invoiceStatus = fc.constantFrom('open', 'partially_paid', 'paid', 'credited', 'written_off');
    fc.assert(
      fc.property(
        fc.array(anyLine, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('approved', 'held', 'rejected'),
        fc.array(invoiceStatus, { maxLength: 2 }),
        fc.boolean(),
        (lines, decision, statuses, reservationTried) => {
          const order = orderOf(lines, {
            credit: { decision, reasons: [] },
            reservationTried,
            openFulfillments: lines.some((line) => line.reservations[0]?.fulfillmentId) ? { MAD: 'ful_1' } : {},
            invoices: statuses.map((status, at) => ({ invoiceId: `inv_${at}`, status, dueDate: '2026-12-03' })),
          });
          const ended = ['rejected', 'cancelled', 'completed'].includes(order.header.status);
          expect(orderActions(order).length > 0).toBe(!ended);
        },
      ),
      { numRuns: 2000 },
    );
    const amounts = fc.record({ paid: fc.nat(3), credited: fc.nat(3), writtenOff: fc.nat(3), due: fc.nat(3) });
    fc.assert(
      fc.property(amounts, fc.boolean(), fc.boolean(), (parts, rendered, mailed) => {
        const gross = parts.paid + parts.credited + parts.writtenOff + parts.due;
        const totals = { net: gross, tax: 0, gross, discounted: 0, ...parts };
        const invoice = invoiceOf({
          totals,
          status: invoiceStatusOf(totals),
          instalments: [{ dueDate: '2026-12-03', amount: gross, due: parts.due }],
          pdfSha256: rendered ? 'x' : null,
          emailedAt: mailed ? '2026-11-03T10:00:00.000Z' : undefined,
        });
        expect(invoiceActions(invoice, day).length > 0).toBe(parts.due > 0);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.nat(3),
        fc.array(fc.nat(3), { maxLength: 3 }),
        fc.boolean(),
        (applied, unapplied, waits, known) => {
          const payment = paymentOf({
            status: paymentStatusOf({ applied, unapplied }),
            unapplied,
            customerId: known ? 'cus_1' : null,
            forOrders: waits.map((amount, at) => ({ orderId: `ord_${at}`, amount })),
          });
          expect(paymentActions(payment, new Set(['ord_1'])).length > 0).toBe(unapplied > 0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
