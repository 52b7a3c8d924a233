import type { Call } from '../call.ts';
import type { StoredFulfillment } from '../fulfillments/fulfillment.ts';
import { fulfillmentFacts, fulfillmentSubject, saveFulfillment } from '../fulfillments/fulfillment-store.ts';
import { newId } from '../ids.ts';
import { findStocks, reserveChange } from '../stock/stock-store.ts';
import { keys, monthOf } from '../table/table-map.ts';
import { rememberBucket } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';
import { allWarehouses } from '../warehouses/warehouse.ts';
import type { OrderState, StoredLine } from './order.ts';
import { awaitsPickList, unreservedPieces } from './order-status.ts';
import { loadOrder, saveOrder } from './order-store.ts';
import { type LinePlan, planReservation } from './plan-reservation.ts';

/** Stock rows and queue entries one transaction may carry beside the order, its chunks, fulfillments and events. */
const rowsPerStep = 50;
/** Pick lists one transaction may open: each is a row and its event. */
const listsPerStep = 8;

const isRunning = ({ header }: OrderState): boolean =>
  ['accepted', 'backordered', 'fulfilling'].includes(header.status);

/** What a plan changes in the table: its takes, and the queue entry when the line starts or stops waiting. */
const rowsOf = (plan: LinePlan, line: StoredLine | undefined): number =>
  (line?.stockTracked ? plan.takes.length : 0) + (line?.waiting === plan.short > 0 ? 0 : 1);

const changesSomething = (plan: LinePlan, line: StoredLine | undefined): boolean =>
  plan.takes.length > 0 || line?.waiting !== plan.short > 0;

/** The first plans that fit into one transaction. */
const firstStep = (plans: LinePlan[], byId: Map<string, StoredLine>): LinePlan[] => {
  const [first] = plans;
  // One line over very many warehouses: what fits now, the rest in the next step.
  if (first && rowsOf(first, byId.get(first.lineId)) > rowsPerStep) {
    const takes = first.takes.slice(0, rowsPerStep - 1);
    const left = first.takes.slice(rowsPerStep - 1).reduce((sum, take) => sum + take.quantity, 0);
    return [{ ...first, takes, short: first.short + left }];
  }
  const step: LinePlan[] = [];
  let rows = 0;
  for (const plan of plans) {
    rows += rowsOf(plan, byId.get(plan.lineId));
    if (rows > rowsPerStep && step.length > 0) break;
    step.push(plan);
  }
  return step;
};

/** Adds the taken pieces to the reservations that wait for a pick list. */
const withReservations = (line: StoredLine, plan: LinePlan): StoredLine => {
  const reservations = line.reservations.map((reservation) => ({ ...reservation }));
  for (const { warehouse, quantity } of plan.takes) {
    const same = reservations.find((one) => one.warehouse === warehouse && one.fulfillmentId === undefined);
    if (same) same.quantity += quantity;
    else reservations.push({ warehouse, quantity });
  }
  const reserved = reservations.reduce((sum, one) => sum + one.quantity, 0);
  return { ...line, reservations, reserved, waiting: plan.short > 0 };
};

const writeStock = (work: Work, step: LinePlan[], byId: Map<string, StoredLine>): void => {
  const takes = new Map<string, { sku: string; warehouse: string; quantity: number }>();
  for (const plan of step.filter((one) => byId.get(one.lineId)?.stockTracked)) {
    for (const { warehouse, quantity } of plan.takes) {
      const key = `${plan.sku}@${warehouse}`;
      takes.set(key, { sku: plan.sku, warehouse, quantity: quantity + (takes.get(key)?.quantity ?? 0) });
    }
  }
  for (const { sku, warehouse, quantity } of takes.values()) work.update(reserveChange(sku, warehouse, quantity));
};

/** Puts what is reserved and not on a pick list onto a new one, per warehouse that has no open one for this order. */
const releaseToWarehouses = (work: Work, draft: OrderState, call: Call): void => {
  const { header } = draft;
  const warehouses = new Set(
    draft.lines.flatMap((line) =>
      line.reservations.filter((one) => one.fulfillmentId === undefined).map((one) => one.warehouse),
    ),
  );
  const withoutList = [...warehouses].filter((warehouse) => !Object.hasOwn(header.openFulfillments, warehouse));
  for (const warehouse of withoutList.slice(0, listsPerStep)) {
    const id = newId('ful');
    const lines: StoredFulfillment['lines'] = [];
    draft.lines = draft.lines.map((line) => {
      const reservations = line.reservations.map((one) => {
        if (one.warehouse !== warehouse || one.fulfillmentId !== undefined) return one;
        lines.push({ lineId: line.lineId, sku: line.sku, quantity: one.quantity });
        return { ...one, fulfillmentId: id };
      });
      return { ...line, reservations };
    });
    const fulfillment: StoredFulfillment = {
      id,
      orderId: header.id,
      customerId: header.customerId,
      warehouse,
      status: 'pending',
      lines,
      createdAt: call.at,
      version: 1,
      sequence: 0,
    };
    work.raise(fulfillmentSubject(fulfillment), 'fulfillment.created', fulfillmentFacts(fulfillment));
    saveFulfillment(work, undefined, fulfillment, call);
    header.openFulfillments = { ...header.openFulfillments, [warehouse]: id };
    header.fulfillmentIds = [...header.fulfillmentIds, id];
  }
};

interface Manner {
  /** Lines that wait get nothing now: whoever frees pieces serves the queue of their sku, the oldest order first. */
  inTurn?: boolean;
}

/** One transaction of the reservation. True when another look is due: lines are left, or something joined the queue. */
const reserveStep = async (orderId: string, call: Call, { inTurn = false }: Manner): Promise<boolean> => {
  const before = await loadOrder(orderId, call);
  if (!isRunning(before)) return false;
  const byId = new Map(before.lines.map((line) => [line.lineId, line]));
  const lines = inTurn ? before.lines.filter((line) => !line.waiting) : before.lines;
  const wanting = lines.filter((line) => unreservedPieces(line) > 0);
  const warehouses = wanting.length > 0 ? (await allWarehouses()).map((warehouse) => warehouse.code) : [];
  const stocks = await findStocks([...new Set(wanting.map((line) => line.sku))], warehouses);
  const plans = planReservation(lines, stocks, warehouses).filter((plan) =>
    changesSomething(plan, byId.get(plan.lineId)),
  );
  const step = firstStep(plans, byId);
  const last = step.length === plans.length && step.every((plan, at) => plan.takes.length === plans[at]?.takes.length);
  if (step.length === 0 && before.header.reservationTried && !awaitsPickList(before)) return false;

  const work = new Work(call);
  writeStock(work, step, byId);
  const planned = new Map(step.map((plan) => [plan.lineId, plan]));
  const draft: OrderState = {
    header: { ...before.header, reservationTried: before.header.reservationTried || last },
    lines: before.lines.map((line) => {
      const plan = planned.get(line.lineId);
      return plan ? withReservations(line, plan) : line;
    }),
  };
  if (last) releaseToWarehouses(work, draft, call);
  saveOrder(work, { before, draft, call });
  await work.commit();
  return !last || awaitsPickList(draft) || draft.lines.some((line) => line.waiting);
};

/**
 * Reserves what can be reserved of an accepted order and puts it on pick lists; what is short joins the queue of its
 * sku. Repeat-safe, and a crash in between leaves a state to go on from. It ends with a look at the stock after the
 * queue entry is written, so that goods arriving at the same moment are seen by one side or the other.
 */
export const reserveOrder = async (orderId: string, call: Call, manner: Manner = {}): Promise<void> => {
  await rememberBucket(keys.bucket('fulfillment', monthOf(call.at)));
  while (await deciding(() => reserveStep(orderId, call, manner))) {
    // Goes on until a step finds nothing to do.
  }
};
