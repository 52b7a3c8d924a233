import { afterEach, describe, expect, it } from 'vitest';
import type { Lifecycle } from '../../../local/lifecycle/lifecycle.ts';
import { executionTables } from '../../../local/lifecycle/execution-rows.ts';
import { dyingAtWrite } from '../dying-store.ts';
import { AskSomebody, OrderMachine, start, story, succeed } from './order-machine.ts';

let machine: OrderMachine;
afterEach(() => machine.runtime.stop());

/** Whoever starts orders and uses tokens asks until there is an answer. */
const drive = async (lifecycle: Lifecycle, isOver: () => boolean): Promise<void> => {
  await start(lifecycle, 'o-1', { id: 'o', go: 'wait' }).catch(() => undefined);
  while (!isOver()) {
    const token = machine.tokens.at(-1);
    if (token !== undefined) await succeed(lifecycle, token, { answer: 7 }).catch(() => undefined);
    if ((await lifecycle.find('o-1'))?.status === 'SUCCEEDED') return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
};

type Death = { nth: number; moment: 'before' | 'after' };
/** Every write of a life of so many. */
const deaths = (writes: number): Death[] =>
  Array.from({ length: writes }, (_, index) => index + 1).flatMap((nth) => [
    { nth, moment: 'before' as const },
    { nth, moment: 'after' as const },
  ]);

/** Lets the process die, and another one bring the order to its end. Answers what had finished, and what ran again. */
const dieAndGoOn = async ({ nth, moment }: Death, firstFails: Error[] = []) => {
  machine = new OrderMachine();
  await machine.begin();
  machine.firstFails = firstFails;
  const store = dyingAtWrite(machine.runtime.store, nth, moment);
  machine.dead = () => store.dead;
  const before = machine.open({ store });
  // Nobody hears any more what the dead process says.
  drive(before, () => store.dead).catch(() => undefined);
  await expect.poll(() => store.dead, { interval: 2, timeout: 2000 }).toBe(true);

  machine.dead = () => false;
  machine.runtime = await machine.runtime.crash();
  const journal = await executionTables(machine.runtime.store).journalOf('o-1');
  const finished = new Set([...journal.values()].map(({ state }) => state));
  const callsBefore = machine.calls.length;
  const after = machine.open();
  await Promise.all([after.resume(), drive(after, () => false)]);
  await machine.idle();
  await after.stop();
  expect(await after.find('o-1')).toMatchObject({ status: 'SUCCEEDED' });
  const again = machine.calls.slice(callsBefore);
  if (finished.has('First')) expect(again).not.toContain('first');
  if (finished.has('Ask')) expect(again).not.toContain('ask o-1');
  if (finished.has('Second')) expect(again).not.toContain('second 7');
  for (const call of new Set(machine.calls)) {
    expect(machine.calls.filter((one) => one === call).length).toBeLessThanOrEqual(2);
  }
  return story(after, 'o-1');
};

describe('a process that dies', () => {
  it.each(deaths(8))('$moment write $nth: the order reaches its end, no finished task runs again', async (death) => {
    expect(await dieAndGoOn(death)).toEqual([
      'ExecutionStarted',
      'StateEntered First',
      'StateEntered Which',
      'StateEntered Ask',
      'StateEntered Second',
      'StateEntered Done',
      'ExecutionSucceeded',
    ]);
  });

  it.each(deaths(7))('$moment write $nth, an error having been caught: the same', async (death) => {
    const told = await dieAndGoOn(death, [new AskSomebody('who knows?')]);
    expect(told.filter((line) => line === 'StateEntered First')).toHaveLength(1);
    expect(told.at(-1)).toBe('ExecutionSucceeded');
  });
});
