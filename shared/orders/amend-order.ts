import type { Call } from '../call.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { loadCustomer } from '../customers/customer-store.ts';
import { Conflict, Unprocessable } from '../errors.ts';
import type { EventData } from '../events/event-types.ts';
import { badField } from '../http/problem.ts';
import { priceRulesOf } from '../prices/price-list-store.ts';
import { Product } from '../products/product.ts';
import { keys } from '../table/table-map.ts';
import { getRows } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { assessChange, isHeldBy } from './assess-change.ts';
import { type GivenBack, givePiecesBack, writeGivenBack } from './give-pieces-back.ts';
import { finishGivingBack, holdOrder } from './hold-order.ts';
import type { Order, OrderState, StoredLine } from './order.ts';
import type { AmendInput } from './order-change.ts';
import { derive, openPieces, unreservedPieces } from './order-status.ts';
import { loadOrder, orderFacts, orderSubject, presentOrder, saveOrder } from './order-store.ts';
import { overridesOf, requireOverride } from './overrides.ts';
import { priceLines, totalsOf } from './price-order.ts';
import { repriceLines } from './reprice-order.ts';
import { requireUnpicked, takeOffLists } from './unpicked.ts';

/** Lines of one order: as many as can be placed. */
const mostLines = 100;

/** The order's lines with their new quantities. */
const withQuantities = (before: readonly StoredLine[], input: AmendInput): StoredLine[] => {
  const wanted = new Map<string, number>();
  for (const [at, { lineId, quantity }] of (input.lines ?? []).entries()) {
    const line = before.find((one) => one.lineId === lineId);
    if (!line) throw badField(`lines[${at}].lineId`, 'unknown_line', `The order has no line ${lineId}.`);
    if (wanted.has(lineId)) throw badField(`lines[${at}].lineId`, 'duplicate_line', `Line ${lineId} is named twice.`);
    if (quantity < line.cancelled) {
      throw new Conflict(
        'not_amendable',
        `Of line ${lineId} ${line.cancelled} pieces were cancelled: it cannot be fewer.`,
      );
    }
    wanted.set(lineId, quantity);
  }
  return before.map((line) => ({ ...line, quantity: wanted.get(line.lineId) ?? line.quantity }));
};

/** New lines behind the ones there are, at today's agreed prices or the caller's own. */
const addedLines = async (
  { header, lines }: OrderState,
  { add = [] }: AmendInput,
  customer: StoredCustomer,
  call: Call,
): Promise<StoredLine[]> => {
  if (add.length === 0) return [];
  if (lines.length + add.length > mostLines) {
    throw new Unprocessable(
      'too_many_lines',
      `The order has ${lines.length} lines: ${mostLines - lines.length} more fit.`,
    );
  }
  const skus = [...new Set(add.map(({ sku }) => sku))];
  const products = (await getRows(skus.map((sku) => keys.product(sku)))).map((row) => Product.parse(row));
  const priced = priceLines(
    { lines: add },
    {
      products: new Map(products.map((product) => [product.sku, product])),
      destinationCountry: header.shippingAddress.country,
      rules: await priceRulesOf(customer),
      call,
      path: 'add',
    },
  );
  // Lines are never taken out, so their number is the highest id.
  return priced.map((line, index) => ({ ...line, lineId: String(lines.length + index + 1) }));
};

/** The order as it is to be: repriced and taxed, nothing yet given back. */
const amended = async (before: OrderState, input: AmendInput, call: Call): Promise<OrderState> => {
  const { header } = before;
  const customer = await loadCustomer(header.customerId, call);
  const all = [...withQuantities(before.lines, input), ...(await addedLines(before, input, customer, call))];
  if (all.every((line) => openPieces(line) === 0)) {
    throw new Conflict('not_amendable', 'Nothing would be left of the order. Cancel it instead.');
  }
  const lines = repriceLines(all, { country: header.shippingAddress.country, buyerTaxId: customer.taxId, call });
  return { header: { ...header, totals: totalsOf(lines) }, lines };
};

type Difference = EventData<'order.amended'>['lines'];

const differences = (before: readonly StoredLine[], after: readonly StoredLine[]): Difference =>
  after.flatMap(({ lineId, sku, quantity }, index) => {
    const previousQuantity = before[index]?.quantity ?? 0;
    return quantity === previousQuantity ? [] : [{ lineId, sku, quantity, previousQuantity }];
  });

/** What the smaller lines hold too many of. 422 when that is more rows of stock than one transaction takes. */
const surplus = (lines: readonly StoredLine[]): GivenBack => {
  const back = givePiecesBack(lines, true);
  if (back.isAll) return back;
  throw new Unprocessable(
    'too_many_changes',
    'So many lines cannot be made smaller at once: their stock is given back together with the change.',
  );
};

/** Goods nobody has tried to reserve since the amendment. */
const isToReserve = (lines: readonly StoredLine[]): boolean =>
  lines.some((line) => !line.waiting && unreservedPieces(line) > 0);

/** Nothing differs from what the order says: that is the answer, and kept as such. */
const leaveAsIs = async (before: OrderState, call: Call): Promise<OrderState> => {
  await new Work(call).answer(200, presentOrder(before)).commit();
  return before;
};

const amendOnce = async (orderId: string, input: AmendInput, call: Call): Promise<OrderState> => {
  const before = await loadOrder(orderId, call);
  const lists = await requireUnpicked(before, call);
  const after = await amended(before, input, call);
  const changed = differences(before.lines, after.lines);
  if (changed.length === 0) return leaveAsIs(before, call);
  const { decision, grounds } = await assessChange(before, after.lines, call);
  const work = new Work(call);
  let draft = takeOffLists(work, after, lists, call);
  const back = surplus(draft.lines);
  const reservationTried = draft.header.reservationTried && !isToReserve(back.lines);
  draft = { header: { ...draft.header, credit: decision, reservationTried }, lines: back.lines };
  work.raise(orderSubject(draft.header), 'order.amended', { ...orderFacts(derive(draft)), lines: changed });
  const added = { header: draft.header, lines: draft.lines.slice(before.lines.length) };
  const overrides = overridesOf({ lines: input.add ?? [] }, added, draft.header.terms);
  if (overrides) work.raise(orderSubject(draft.header), 'order.overridden', overrides);
  if (isHeldBy(decision, before)) draft = holdOrder(work, draft, decision, back);
  else writeGivenBack(work, back);
  const saved = saveOrder(work, { before, draft, call, why: 'amended', grounds });
  work.answer(200, presentOrder(saved));
  await work.commit();
  return saved;
};

/**
 * Amends an order before it is picked: sets new quantities of lines and adds lines. Its pick lists are cancelled, pieces
 * it wants no more are given back, and it is priced, taxed and assessed by credit anew, all in one transaction; the
 * lifecycle then reserves what is new and opens pick lists again. A larger order that credit does not allow is held
 * whole. 409 `wrong_status` once something was picked or has left, 403 `override_not_allowed`, 422 as for placing.
 */
export const amendOrder = async (
  orderId: string,
  input: AmendInput,
  mayOverride: boolean,
  call: Call,
): Promise<Order> => {
  requireOverride({ lines: input.add ?? [] }, mayOverride);
  const order = await deciding(() => amendOnce(orderId, input, call));
  if (order.header.givingBack) await finishGivingBack(orderId, call);
  return presentOrder(order);
};
