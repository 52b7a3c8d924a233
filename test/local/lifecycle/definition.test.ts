import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allFunctions } from '../../../infra/domains/index.ts';
import { readDefinition } from '../../../local/lifecycle/definition.ts';

const read = (states: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  readDefinition({
    asl: JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...more }),
    functionNames: ['work'],
    region: 'eu-west-1',
    retryScale: 0.01,
  });
const waiting = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName: '${work}', Payload: { 'token.$': '$$.Task.Token' } },
  End: true,
};

describe('the definition of a lifecycle', () => {
  it('of orders is one that the interpreter runs, and calls functions that are declared', () => {
    const definition = readDefinition({
      asl: readFileSync(resolve(import.meta.dirname, '../../../infra/order-lifecycle.asl.json'), 'utf8'),
      functionNames: allFunctions.map(({ name }) => name),
      region: 'eu-west-1',
      retryScale: 0.01,
    });
    expect(definition.tasks.get('AwaitProgress')).toEqual({
      functionName: 'await-progress',
      kind: 'token',
      timed: false,
    });
    expect(definition.tasks.get('Reserve')).toMatchObject({ functionName: 'reserve-stock', kind: 'plain' });
  });

  it('knows which waits have a timer', () => {
    expect(read({ A: waiting }).tasks.get('A')?.timed).toBe(false);
    expect(read({ A: { ...waiting, TimeoutSeconds: 60 } }).tasks.get('A')?.timed).toBe(true);
    expect(read({ A: waiting }, { TimeoutSeconds: 60 }).tasks.get('A')?.timed).toBe(true);
  });

  it.each([
    ['a function that is not declared', { A: { Type: 'Task', Resource: '${nobody}', End: true } }, /not declared/],
    ['what is outside the subset', { A: { Type: 'Wait', Seconds: 1, End: true } }, /does not do/],
    [
      'a wait whose token nobody gets',
      { A: { ...waiting, Parameters: { FunctionName: '${work}', Payload: {} } } },
      /hands to nobody/,
    ],
  ])('refuses %s', (_name, states, message) => {
    expect(() => read(states)).toThrow(message);
  });
});
