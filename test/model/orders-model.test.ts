import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { books, makeWarehouse, today } from '../make/business.ts';
import { startCobro } from '../make/cobro.ts';
import type { Command } from './commands/command.ts';
import * as credit from './commands/credit.ts';
import * as disturbances from './commands/disturbances.ts';
import * as orders from './commands/orders.ts';
import * as payments from './commands/payments.ts';
import * as stock from './commands/stock.ts';
import * as warehouse from './commands/warehouse.ts';
import { Model } from './model.ts';
import { Rounds } from './rounds.ts';
import { type House, Shop } from './shop.ts';

/*
 * Random sequences of commands, each held against a model of the business in plain memory after every command. Several sequences
 * run side by side on one Cobro, each with customers and goods of its own; they settle together.
 *
 *   MODEL_RUNS=5000           more sequences than the 500 of every build
 *   MODEL_SEED=1 MODEL_PATH=7:2:1   the one that failed, as the failure prints it
 */

const sequences = Number(process.env['MODEL_RUNS'] ?? 500);
const lanes = Number(process.env['MODEL_LANES'] ?? 10);
const seed = Number(process.env['MODEL_SEED'] ?? 20_261_126);
const path = process.env['MODEL_PATH'];
const warehouses = ['BCN', 'MAD'];

let house: House;

/** What is done between two steps, while nobody asks. */
const between = async (wishes: ReadonlySet<string>): Promise<void> => {
  await house.cobro.settle();
  if (wishes.has('nextDay')) await house.cobro.advance(1);
  if (wishes.has('restart')) await house.cobro.restart();
  await house.cobro.settle();
  house.today = await today(house.cobro);
};

beforeAll(async () => {
  const cobro = await startCobro();
  for (const code of warehouses) await makeWarehouse(cobro, code);
  house = { cobro, rounds: new Rounds(between), today: await today(cobro), kinds: new Set(), ran: new Map() };
});
afterAll(() => house.cobro.stop());

const often = <T>(times: number, one: T): T[] => Array.from({ length: times }, () => one);

const anyCommands = fc.commands(
  [
    ...often(4, orders.place),
    orders.preview,
    orders.cancelWhole,
    ...often(2, orders.cancelPart),
    ...often(2, orders.review),
    credit.setLimit,
    credit.setHold,
    ...often(4, stock.receive),
    stock.adjust,
    ...often(2, stock.count),
    warehouse.pickAll,
    warehouse.pack,
    warehouse.check,
    warehouse.ship,
    ...often(2, warehouse.pickShort),
    ...often(6, warehouse.shipOut),
    ...often(5, payments.pay),
    payments.payNamed,
    ...often(2, payments.allocate),
    ...often(2, payments.undo),
    fc.oneof(
      { weight: 12, arbitrary: disturbances.repeat },
      { weight: 6, arbitrary: disturbances.deliverTwice },
      { weight: 1, arbitrary: disturbances.nextDay },
      { weight: 1, arbitrary: disturbances.restart },
    ),
  ],
  { maxCommands: Number(process.env['MODEL_LENGTH'] ?? 20), size: 'max' },
);

/** How every sequence begins: goods come in, and somebody orders. */
const beginnings = fc.tuple(stock.receive, stock.receive, orders.place);

const runOne = async (beginning: readonly Command[], commands: Iterable<Command>): Promise<void> => {
  house.rounds.join();
  try {
    const model = new Model(warehouses, () => house.today);
    const shop = new Shop(house, model);
    await fc.asyncModelRun(() => ({ model, real: shop }), [...beginning, ...commands]);
    await shop.finish();
  } finally {
    house.rounds.leave();
  }
};

describe('any sequence of commands', () => {
  it('leaves orders, credit, stock, pick lists, invoices and payments as the model of the business says', async () => {
    const started = performance.now();
    const runs = path === undefined ? sequences / lanes : undefined;
    await Promise.all(
      Array.from({ length: path === undefined ? lanes : 1 }, (_, lane) =>
        fc.assert(fc.asyncProperty(beginnings, anyCommands, runOne), {
          numRuns: runs,
          seed: path === undefined ? seed + lane : seed,
          path,
        }),
      ),
    );
    console.log(
      `${sequences} sequences in ${Math.round(performance.now() - started)} ms`,
      [...house.ran].map(([name, { done, refused }]) => `${name} ${done}/${refused}`).join(', '),
      [...house.kinds].join(' '),
    );
    expect((await books(house.cobro)).sum).toBe(0);
    expect(await house.cobro.embedded.deliveries.deadLetters()).toEqual([]);
  }, 900_000);
});
