import fc from 'fast-check';
import { books, makeWarehouse, today } from '../make/business.ts';
import { startCobro } from '../make/cobro.ts';
import type { Command } from './commands/command.ts';
import * as credit from './commands/credit.ts';
import * as creditNotes from './commands/credit-notes.ts';
import * as disturbances from './commands/disturbances.ts';
import * as orders from './commands/orders.ts';
import * as payments from './commands/payments.ts';
import * as stock from './commands/stock.ts';
import * as warehouse from './commands/warehouse.ts';
import { Books } from './books.ts';
import { Model } from './model.ts';
import { Rounds } from './rounds.ts';
import { same } from './same.ts';
import { type House, Shop } from './shop.ts';

/*
 * Random sequences of commands, each held against a model of the business in plain memory after every command. Several run
 * side by side on one Cobro, each with customers and goods of its own; they settle together, once per step.
 *
 *   MODEL_RUNS=5000                      so many sequences instead of the 500 of every build, half of them in each file
 *   MODEL_SEED=20261126 MODEL_PATH=7     the one that failed, as the failure tells, with its own file
 */

const everyBuild = 500;
const lanes = 20;
const warehouses = ['BCN', 'MAD'];

/** Commands with how often each is chosen. */
type Mix = Partial<Record<string, number>>;

const kinds: Record<string, fc.Arbitrary<Command>> = {
  ...orders,
  ...credit,
  ...creditNotes,
  ...stock,
  ...warehouse,
  ...payments,
  ...disturbances,
};

/** Every kind at least at times. A day and a restart stop all sequences, so they are rare. */
const commandsOf = (mix: Mix): fc.Arbitrary<Iterable<Command>> => {
  const usual = ([name]: [string, unknown]): boolean => name !== 'nextDay' && name !== 'restart';
  const one = fc.oneof(
    ...Object.entries(kinds)
      .filter(usual)
      .map(([name, arbitrary]) => ({ weight: 20 * (mix[name] ?? 1), arbitrary })),
    { weight: 1, arbitrary: disturbances.nextDay },
    { weight: 1, arbitrary: disturbances.restart },
  );
  return fc.commands([one], { maxCommands: Number(process.env['MODEL_LENGTH'] ?? 11), size: 'max' });
};

/** Runs one sequence. Once one has gone wrong its lane alone goes on, to make it shorter. */
const runOn = async (house: House, lane: number, parts: readonly Iterable<Command>[]): Promise<void> => {
  if (house.failing !== undefined && house.failing !== lane) return;
  house.rounds.join();
  try {
    const model = new Model(warehouses, () => house.today);
    const shop = new Shop(house, model);
    await fc.asyncModelRun(
      () => ({ model, real: shop }),
      parts.flatMap((part) => [...part]),
    );
    await shop.finish();
    house.books.add(model);
  } catch (error) {
    house.failing ??= lane;
    throw error;
  } finally {
    house.rounds.leave();
  }
};

/** What is done between two steps, while nobody asks. */
const between = async (house: House, wishes: ReadonlySet<string>): Promise<void> => {
  const { cobro } = house;
  await cobro.settle();
  if (wishes.has('nextDay')) await cobro.advance(1);
  if (wishes.has('restart')) await cobro.restart();
  await cobro.settle();
  house.today = await today(cobro);
};

interface Plan {
  seed: number;
  /** How each sequence begins. */
  beginning: readonly fc.Arbitrary<Command>[];
  /** What follows, by weight; 1 unless said. */
  mix: Mix;
}

/** Where and with what the sequences run: a Cobro of their own. */
const openHouse = async (): Promise<House> => {
  const cobro = await startCobro();
  for (const code of warehouses) await makeWarehouse(cobro, code);
  const house: House = {
    cobro,
    rounds: new Rounds((wishes) => between(house, wishes)),
    today: await today(cobro),
    kinds: new Set(),
    ran: new Map(),
    books: new Books(),
    failing: undefined,
  };
  return house;
};

const { MODEL_RUNS: wanted, MODEL_SEED: given, MODEL_PATH: path } = process.env;
const perLane = path === undefined ? Math.ceil(Number(wanted ?? everyBuild) / 2 / lanes) : 1;
/** How long (ms) a lane goes on: what went wrong is told then as short as it has become. */
const patience = 720_000;

const tell = ({ ran, books: { sequences } }: House, started: number): void => {
  const seconds = Math.round((performance.now() - started) / 1000);
  const requests = [...ran].map(([request, { done, refused }]) => `${request} ${done}/${refused}`);
  console.log(`${sequences} sequences in ${seconds} s, done/refused: ${requests.join(', ')}`);
};

/** One lane of sequences. Answers what went wrong, and how to have it again; undefined when nothing did. */
const runLane = async (house: House, lane: number, { seed, beginning, mix }: Plan): Promise<string | undefined> => {
  const parts = fc.tuple(...beginning);
  const property = fc.asyncProperty(parts, commandsOf(mix), commandsOf(mix), (...all) => runOn(house, lane, all));
  const details = await fc.check(property, {
    seed: Number(given ?? seed) + lane,
    path,
    numRuns: path === undefined ? perLane : undefined,
    unbiased: true,
    includeErrorInReport: true,
    interruptAfterTimeLimit: patience,
  });
  if (!details.failed) return undefined;
  const [run] = (details.counterexamplePath ?? '').split(':');
  return `${await fc.asyncDefaultReportMessage(details)}\n\nAgain: MODEL_SEED=${details.seed} MODEL_PATH=${run}, with this test file`;
};

/** The whole ledger against all that the models know. */
const checkBooks = async ({ cobro, books: known }: House): Promise<void> => {
  const { sum, balanceOf } = await books(cobro);
  same('sum of all balances', sum, 0);
  for (const [account, balance] of known.balances()) same(`balance of ${account}`, balanceOf(account), balance);
};

/** Runs half of all sequences, each lane with a seed of its own. Throws with what went wrong, as short as it can be had. */
export const runSequences = async (plan: Plan): Promise<void> => {
  const house = await openHouse();
  try {
    const started = performance.now();
    const all = Array.from({ length: path === undefined ? lanes : 1 }, (_, lane) => runLane(house, lane, plan));
    const failures = await Promise.all(all);
    tell(house, started);
    // Others may have failed in the same step; they were not made shorter.
    if (house.failing !== undefined) throw new Error(failures[house.failing]);
    same('sequences', house.books.sequences, all.length * perLane);
    const tried = Object.keys(plan.mix).filter((kind) => house.kinds.has(kind));
    if (perLane > 10) same('kinds of commands tried', tried, Object.keys(plan.mix));
    await checkBooks(house);
    same('dead letters', await house.cobro.embedded.deliveries.deadLetters(), []);
  } finally {
    await house.cobro.stop();
  }
};
