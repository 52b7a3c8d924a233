import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { giveBack } from '../../../shared/orders/give-back.ts';
import { givePiecesBack } from '../../../shared/orders/give-pieces-back.ts';
import type { OrderState, OrderStatus, StoredLine, StoredOrder } from '../../../shared/orders/order.ts';
import { orderHeader, orderLine } from '../../make/order-state.ts';
import { derive, isUnfinished, openPieces, unreservedPieces } from '../../../shared/orders/order-status.ts';

/*
 * The whole life of an order as moves of a pure model: whatever is allowed, in whatever sequence. The status, counts and
 * exposure come from the rules alone; here they are held against what the contract says, written down a second time.
 */

type Kind = 'goods' | 'untracked' | 'service';

const lineOf = (lineId: string, kind: Kind, quantity: number): StoredLine =>
  orderLine({
    lineId,
    sku: `${kind}-${lineId}`,
    quantity,
    unitPrice: 333,
    net: 333 * quantity,
    tax: 0,
    gross: 0,
    kind: kind === 'service' ? 'service' : 'goods',
    stockTracked: kind === 'goods',
  });

const headerOf = (decision: 'approved' | 'held'): StoredOrder =>
  orderHeader({ credit: { decision, reasons: [] }, reservationTried: false });

const settle = ({ header, lines }: OrderState): OrderState => ({ header: derive({ header, lines }), lines });

/** A move; undefined where it is not allowed. `a` and `b` choose what it is about. */
type Move = (order: OrderState, a: number, b: number) => OrderState | undefined;

const pickOf = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(1, from.length)];
const some = (most: number, n: number): number => 1 + (n % Math.max(1, most));
const isRunning = ({ header }: OrderState): boolean =>
  header.credit.decision === 'approved' && ['accepted', 'backordered', 'fulfilling'].includes(header.status);
const isUntouched = ({ header }: OrderState): boolean => header.counts.shipped === 0;

const withLine = (order: OrderState, changed: StoredLine, header: Partial<StoredOrder> = {}): OrderState => ({
  header: { ...order.header, ...header },
  lines: order.lines.map((line) => (line.lineId === changed.lineId ? changed : line)),
});

const at = (warehouse = 'MAD') => ({ warehouse, fulfillmentId: undefined });

const leave = (order: OrderState, line: StoredLine, quantity: number): OrderState => {
  const left = line.kind === 'service' ? line : giveBack(line, quantity, at());
  const shipment = `shp_${order.header.shipmentIds.length + 1}`;
  return withLine(
    order,
    { ...left, shipped: line.shipped + quantity },
    {
      shipmentIds: [...order.header.shipmentIds, shipment],
      uninvoicedShipmentIds: [...order.header.uninvoicedShipmentIds, shipment],
    },
  );
};

const notReserved: Move = (order, a, b) => {
  const line = pickOf(
    order.lines.filter((one) => one.reserved > 0),
    a,
  );
  return line && isRunning(order)
    ? withLine(order, { ...giveBack(line, some(line.reserved, b), at()), waiting: true })
    : undefined;
};

const moves = {
  reserve: (order, a, b) => {
    const line = pickOf(
      order.lines.filter((one) => unreservedPieces(one) > 0),
      a,
    );
    if (!isRunning(order)) return undefined;
    if (!line) return { ...order, header: { ...order.header, reservationTried: true } };
    const quantity = some(unreservedPieces(line), b);
    const reserved = line.reserved + quantity;
    const next = { ...line, reserved, reservations: [{ warehouse: 'MAD', quantity: reserved }] };
    return withLine(order, { ...next, waiting: unreservedPieces(next) > 0 }, { reservationTried: true });
  },
  giveBack: notReserved,
  pickShort: notReserved,
  ship: (order, a, b) => {
    const line = pickOf(
      order.lines.filter((one) => one.reserved > 0),
      a,
    );
    return line && isRunning(order) ? leave(order, line, some(line.reserved, b)) : undefined;
  },
  deliverService: (order, a, b) => {
    const line = pickOf(
      order.lines.filter((one) => one.kind === 'service' && openPieces(one) > 0),
      a,
    );
    return line && isRunning(order) ? leave(order, line, some(openPieces(line), b)) : undefined;
  },
  invoice: (order) => {
    const { uninvoicedShipmentIds, invoices } = order.header;
    if (uninvoicedShipmentIds.length === 0) return undefined;
    const invoice = { invoiceId: `inv_${invoices.length + 1}`, status: 'open' as const, dueDate: '2026-12-26' };
    return {
      header: { ...order.header, uninvoicedShipmentIds: [], invoices: [...invoices, invoice] },
      lines: order.lines.map((line) => ({ ...line, invoiced: line.shipped })),
    };
  },
  settleInvoice: (order, a, b) => {
    const to = pickOf(['partially_paid', 'paid', 'credited', 'written_off'] as const, b) ?? 'paid';
    return withInvoice(order, a, (status) => (status === 'open' || status === 'partially_paid' ? to : undefined));
  },
  undoSettlement: (order, a) =>
    withInvoice(order, a, (status) => (status === 'paid' || status === 'partially_paid' ? 'open' : undefined)),
  cancel: (order, a, b) => {
    if (order.header.status === 'rejected') return undefined;
    const line = pickOf(
      order.lines.filter((one) => openPieces(one) > 0),
      a,
    );
    if (!line) return undefined;
    const quantity = some(openPieces(line), b);
    const reserved = Math.max(0, quantity - (line.kind === 'goods' ? unreservedPieces(line) : quantity));
    const after = { ...giveBack(line, reserved, at()), cancelled: line.cancelled + quantity };
    return withLine(order, { ...after, waiting: after.waiting && unreservedPieces(after) > 0 });
  },
  amend: (order, a, b) => {
    if (!isUntouched(order) || ['rejected', 'cancelled'].includes(order.header.status)) return undefined;
    const line = pickOf(order.lines, a);
    const quantity = b % 12;
    if (!line || quantity < line.cancelled) return undefined;
    const changed = withLine(order, { ...line, quantity, net: line.unitPrice * quantity });
    if (changed.lines.every((one) => openPieces(one) === 0)) return undefined;
    const back = givePiecesBack(changed.lines, true);
    if (!back.isAll) throw new Error('More is given back than one transaction takes.');
    const isNew = back.lines.some((one) => !one.waiting && unreservedPieces(one) > 0);
    const reservationTried = order.header.reservationTried && !isNew;
    return { header: { ...order.header, reservationTried }, lines: back.lines };
  },
  addLine: (order, a, b) => {
    if (!isUntouched(order) || ['rejected', 'cancelled'].includes(order.header.status)) return undefined;
    if (order.lines.length > 5) return undefined;
    const kind = pickOf(['goods', 'untracked', 'service'] as const, a) ?? 'goods';
    const added = lineOf(String(order.lines.length + 1), kind, some(9, b));
    return { header: { ...order.header, reservationTried: false }, lines: [...order.lines, added] };
  },
  hold: (order, a) => {
    if (!isRunning(order) || !isUntouched(order)) return undefined;
    // A crash may leave some of it for later.
    const back = givePiecesBack(order.lines, false, { stock: new Map(), rowsLeft: a % 2 });
    const credit = { decision: 'held' as const, reasons: [] };
    return { header: { ...order.header, credit, reservationTried: false }, lines: back.lines };
  },
  giveOneBack: (order) =>
    order.header.givingBack
      ? {
          ...order,
          lines: givePiecesBack(order.lines, false, { stock: new Map(), rowsLeft: 1 }).lines,
        }
      : undefined,
  approve: (order) => decided(order, 'approved'),
  reject: (order) => decided(order, 'rejected'),
} as const satisfies Record<string, Move>;

const decided = (order: OrderState, decision: 'approved' | 'rejected'): OrderState | undefined =>
  order.header.status === 'credit_hold'
    ? { ...order, header: { ...order.header, credit: { decision, reasons: [] } } }
    : undefined;

const withInvoice = (
  order: OrderState,
  n: number,
  next: (status: string) => StoredOrder['invoices'][number]['status'] | undefined,
): OrderState | undefined => {
  const invoice = pickOf(order.header.invoices, n);
  const status = invoice && next(invoice.status);
  if (!invoice || !status) return undefined;
  const invoices = order.header.invoices.map((one) => (one === invoice ? { ...one, status } : one));
  return { ...order, header: { ...order.header, invoices } };
};

/** The order after the move as it would be saved; undefined where it is not allowed. */
const moved = (order: OrderState, move: Move, a = 0, b = 0): OrderState | undefined => {
  const next = move(order, a, b);
  return next && settle(next);
};

/** The contract's words, line by line: the first that is true. */
const contractStatus = ({ header, lines }: OrderState): OrderStatus => {
  const isSettled = header.invoices.every(({ status }) => status !== 'open' && status !== 'partially_paid');
  const isInvoiced = lines.every((line) => line.invoiced === line.shipped);
  const isGone = lines.every((line) => line.shipped + line.cancelled === line.quantity);
  const rules: [OrderStatus, boolean][] = [
    ['rejected', header.credit.decision === 'rejected'],
    ['cancelled', lines.every((line) => line.cancelled === line.quantity)],
    ['credit_hold', header.credit.decision === 'held'],
    ['completed', isGone && isInvoiced && isSettled],
    ['shipped', isGone],
    ['accepted', !header.reservationTried],
    [
      'backordered',
      lines.some((line) => line.kind === 'goods' && line.quantity - line.shipped - line.cancelled > line.reserved),
    ],
    ['fulfilling', true],
  ];
  return rules.find(([, isTrue]) => isTrue)?.[0] ?? 'accepted';
};

const ended: readonly OrderStatus[] = ['rejected', 'cancelled', 'completed'];

const checkState = ({ header, lines }: OrderState): void => {
  for (const line of lines) {
    const { quantity, cancelled, shipped, reserved, invoiced } = line;
    for (const count of [quantity, cancelled, shipped, reserved, invoiced]) expect(count).toBeGreaterThanOrEqual(0);
    expect(shipped + cancelled + reserved).toBeLessThanOrEqual(quantity);
    expect(invoiced).toBeLessThanOrEqual(shipped);
    expect(line.reservations.reduce((sum, one) => sum + one.quantity, 0)).toBe(reserved);
    if (line.kind === 'service') expect(reserved).toBe(0);
  }
  for (const count of Object.values(header.counts)) expect(count).toBeGreaterThanOrEqual(0);
  expect(header.status).toBe(contractStatus({ header, lines }));
  expect(header.exposure).toBeGreaterThanOrEqual(0);
  const isOpen = lines.some((line) => line.quantity - line.cancelled > line.invoiced);
  expect(header.exposure > 0).toBe(header.credit.decision === 'approved' && isOpen);
  const isUnpaid = header.invoices.some(({ status }) => status === 'open' || status === 'partially_paid');
  if (header.paymentStatus === 'paid') {
    expect(isUnpaid).toBe(false);
    expect(header.counts.invoiced).toBe(header.counts.shipped);
  }
  if (header.status === 'accepted' || header.givingBack) expect(isUnfinished(header)).toBe(true);
  const holds = lines.some((line) => line.reserved > 0 || line.waiting);
  expect(header.givingBack).toBe(header.credit.decision !== 'approved' && holds);
};

type Way = readonly (readonly [keyof typeof moves, number?, number?])[];

/** What people would do to bring an order to its end, again and again until it is there. */
const goes = {
  'by delivering it': ({ header }: OrderState): Way =>
    header.status === 'credit_hold'
      ? [['giveOneBack'], ['approve']]
      : [
          ['reserve', 0, 999],
          ['ship', 0, 999],
          ['deliverService', 0, 999],
          ['invoice'],
          ['settleInvoice', 0, 1],
          ['settleInvoice', 1, 1],
        ],
  'by cancelling what is open': (): Way => [
    ['cancel', 0, 999],
    ['invoice'],
    ['settleInvoice', 0, 1],
    ['settleInvoice', 1, 1],
  ],
  'by rejecting it where that is possible': ({ header }: OrderState): Way =>
    header.status === 'credit_hold' ? [['reject']] : [['cancel', 0, 999], ['invoice'], ['settleInvoice', 0, 1]],
};

const walk = (start: OrderState, way: (order: OrderState) => Way, rounds: number): OrderState => {
  let order = start;
  for (let round = 0; round < rounds && !ended.includes(order.header.status); round += 1) {
    for (const [kind, a = round, b = round] of way(order)) order = moved(order, moves[kind], a + round, b) ?? order;
  }
  return order;
};

const reachesAnEnd = (start: OrderState, way: (order: OrderState) => Way): boolean =>
  ended.includes(walk(start, way, 300).header.status);

const isKind = (name: string): name is keyof typeof moves => Object.hasOwn(moves, name);
const kinds = Object.keys(moves).filter(isKind);
const anyKind = fc.constantFrom<Kind>('goods', 'untracked', 'service');
const placed = fc
  .record({
    decision: fc.constantFrom('approved', 'approved', 'held'),
    lines: fc.array(fc.tuple(anyKind, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 4 }),
  })
  .map(({ decision, lines }) =>
    settle({
      header: headerOf(decision === 'held' ? 'held' : 'approved'),
      lines: lines.map(([kind, quantity], index) => lineOf(String(index + 1), kind, quantity)),
    }),
  );
const anyMoves = fc.array(
  fc.record({
    kind: fc.constantFrom(
      ...kinds,
      'reserve',
      'ship',
      'ship',
      'invoice',
      'settleInvoice',
      'undoSettlement',
      'giveOneBack',
    ),
    a: fc.nat(50),
    b: fc.nat(50),
  }),
  { minLength: 10, maxLength: 60 },
);

describe('an order, whatever is done with it in whatever sequence,', () => {
  it('has the status, counts and exposure that the contract says, and a way to its end', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(placed, fc.constantFrom(0, 0, 1, 2, 4), anyMoves, (start, rounds, sequence) => {
        // Some have come a long way already.
        let order = walk(start, goes['by delivering it'], rounds);
        checkState(order);
        for (const { kind, a, b } of sequence) {
          const before = order.header.status;
          const next = moved(order, moves[kind], a, b);
          if (!next) continue;
          order = next;
          checkState(order);
          seen.set(kind, 1 + (seen.get(kind) ?? 0));
          seen.set(order.header.status, 1 + (seen.get(order.header.status) ?? 0));
          // What has ended stays so, but for a settlement that is undone.
          if (before === 'rejected' || before === 'cancelled') expect(order.header.status).toBe(before);
          if (before === 'completed' && order.header.status !== 'completed') {
            expect([kind, order.header.status]).toEqual(['undoSettlement', 'shipped']);
          }
        }
        for (const [name, way] of Object.entries(goes)) expect([name, reachesAnEnd(order, way)]).toEqual([name, true]);
      }),
      { numRuns: 1500 },
    );
    // The sequences have been everywhere.
    const everywhere = [
      ...kinds,
      'rejected',
      'cancelled',
      'credit_hold',
      'completed',
      'shipped',
      'backordered',
      'fulfilling',
      'accepted',
    ];
    expect(everywhere.filter((one) => (seen.get(one) ?? 0) < 5)).toEqual([]);
  });
});
