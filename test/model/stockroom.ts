import { isOpen, isRunning, type Line, linesOn, missingPieces, type Order, type PickList, type Sku } from './things.ts';
import { sum } from './money.ts';

/*
 * Reserving and giving back, as the contract and docs/decisions.md say: an order takes a line whole from one warehouse where
 * it can (the one that can serve most of its lines alone, then by code), else from several; what is reserved later gets a
 * pick list of its own; the oldest waiting order is served first, a count takes from the newest.
 */

/** The orders of a sequence, oldest first, and the warehouses they are served from. */
export interface Room {
  orders: Order[];
  warehouses: readonly string[];
}

const reservedIn = ({ orders }: Room, sku: Sku, warehouse: string): number =>
  sum(
    orders.flatMap((order) =>
      order.lines
        .filter((line) => line.sku === sku)
        .flatMap((line) => line.holdings.filter((one) => one.warehouse === warehouse).map((one) => one.quantity)),
    ),
  );

export const stockOf = (room: Room, sku: Sku, warehouse: string) => {
  const onHand = sku.onHand.get(warehouse) ?? 0;
  const reserved = reservedIn(room, sku, warehouse);
  return { onHand, reserved, available: onHand - reserved };
};

const availableIn = (room: Room, sku: Sku, warehouse: string): number => stockOf(room, sku, warehouse).available;

export const openListIn = (order: Order, warehouse: string): PickList | undefined =>
  order.lists.find((list) => list.warehouse === warehouse && isOpen(list));

const hold = (line: Line, warehouse: string, quantity: number): void => {
  const waiting = line.holdings.find((one) => one.warehouse === warehouse && one.list === undefined);
  if (waiting) waiting.quantity += quantity;
  else line.holdings.push({ warehouse, quantity, list: undefined });
};

/** Takes the pieces of a line that are still missing from the warehouses in this order of preference. */
const fill = (room: Room, line: Line, preferred: readonly string[]): void => {
  const wanted = missingPieces(line);
  const whole = preferred.find((warehouse) => availableIn(room, line.sku, warehouse) >= wanted);
  for (const warehouse of whole === undefined ? preferred : [whole]) {
    const quantity = Math.min(missingPieces(line), availableIn(room, line.sku, warehouse));
    if (quantity > 0) hold(line, warehouse, quantity);
  }
};

/** Opens a pick list in every warehouse where pieces wait for one and none is open. */
const openLists = (order: Order): void => {
  const waiting = order.lines.flatMap((line) => line.holdings.filter((one) => one.list === undefined));
  for (const warehouse of new Set(waiting.map((one) => one.warehouse))) {
    if (openListIn(order, warehouse)) continue;
    const list: PickList = { id: '', order, warehouse, status: 'pending' };
    order.lists.push(list);
    for (const holding of waiting) if (holding.warehouse === warehouse) holding.list = list;
  }
};

/** Reserves what can be reserved of an order and opens the pick lists that are due. */
export const reserve = (room: Room, order: Order): void => {
  if (!isRunning(order)) return;
  const wanting = order.lines.filter((line) => missingPieces(line) > 0);
  const serves = (warehouse: string): number =>
    wanting.filter((line) => availableIn(room, line.sku, warehouse) >= missingPieces(line)).length;
  const rank = new Map(room.warehouses.map((warehouse) => [warehouse, serves(warehouse)]));
  const preferred = room.warehouses.toSorted((a, b) => (rank.get(b) ?? 0) - (rank.get(a) ?? 0) || (a < b ? -1 : 1));
  for (const line of wanting) fill(room, line, preferred);
  order.tried = true;
  openLists(order);
};

/** Gives free pieces to the orders that wait for them, the oldest first. */
export const serveWaiting = (room: Room, sku: Sku): void => {
  for (const order of room.orders) {
    const waits = order.tried && order.lines.some((line) => line.sku === sku && missingPieces(line) > 0);
    if (waits) reserve(room, order);
  }
};

/** Takes so many pieces of a line off a place: a warehouse, one of its lists or none. Answers how many were there. */
const takeOff = (line: Line, quantity: number, warehouse: string, list: PickList | undefined): number => {
  let left = quantity;
  for (const holding of line.holdings) {
    if (holding.warehouse !== warehouse || holding.list !== list) continue;
    const part = Math.min(left, holding.quantity);
    holding.quantity -= part;
    left -= part;
  }
  line.holdings = line.holdings.filter((one) => one.quantity > 0);
  return quantity - left;
};

/** A list of which nothing is left is cancelled. */
const endIfEmpty = (list: PickList | undefined): boolean => {
  if (!list || linesOn(list).length > 0) return false;
  list.status = 'cancelled';
  return true;
};

/** Gives pieces of a line back for good: what is on no list first. Answers whether a list came to nothing. */
export const giveBack = (line: Line, quantity: number): boolean => {
  let left = quantity;
  let ended = false;
  const places = line.holdings
    .map(({ warehouse, list }) => ({ warehouse, list }))
    .toSorted((a, b) => Number(a.list !== undefined) - Number(b.list !== undefined));
  for (const { warehouse, list } of places) {
    left -= takeOff(line, left, warehouse, list);
    ended = endIfEmpty(list) || ended;
  }
  return ended;
};

/** All its pick lists are cancelled: what was on them stays reserved and waits for the next. */
export const takeOffLists = (order: Order): void => {
  for (const list of order.lists.filter(isOpen)) list.status = 'cancelled';
  for (const line of order.lines) {
    const before = line.holdings;
    line.holdings = [];
    for (const { warehouse, quantity } of before) hold(line, warehouse, quantity);
  }
};

/** Takes pieces that were not found off a list. Answers whether it came to nothing. */
export const takeOffList = (list: PickList, line: Line, quantity: number): boolean => {
  takeOff(line, quantity, list.warehouse, list);
  return endIfEmpty(list);
};

/** A count found fewer pieces than are reserved: the newest orders lose theirs, what is on no list first. */
export const loseNewest = (room: Room, sku: Sku, warehouse: string, quantity: number): Order[] => {
  let left = quantity;
  const ended: Order[] = [];
  for (const order of room.orders.toReversed()) {
    for (const onList of [false, true]) {
      for (const line of order.lines.filter((one) => one.sku === sku)) {
        const list = line.holdings.find(
          (one) => one.warehouse === warehouse && (one.list !== undefined) === onList,
        )?.list;
        if (onList && !list) continue;
        left -= takeOff(line, left, warehouse, onList ? list : undefined);
        if (endIfEmpty(list)) ended.push(order);
      }
    }
  }
  return ended;
};

/** The pieces of a list leave the house. */
export const sendOff = (list: PickList): void => {
  for (const { line, quantity } of linesOn(list)) {
    line.holdings = line.holdings.filter((one) => one.list !== list);
    line.shipped += quantity;
    line.sku.onHand.set(list.warehouse, (line.sku.onHand.get(list.warehouse) ?? 0) - quantity);
  }
  list.status = 'shipped';
};
