import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withinSubset } from '../../infra/lifecycle-subset.ts';

const task = { Type: 'Task', Resource: '${reserve-stock}', End: true };
const machine = (state: Record<string, unknown>, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ StartAt: 'Only', States: { Only: state }, ...more });

describe('the subset of the Amazon States Language', () => {
  it('holds the lifecycle that is deployed', () => {
    const asl = readFileSync(resolve(import.meta.dirname, '../../infra/order-lifecycle.asl.json'), 'utf8');
    expect(Object.keys(withinSubset(asl).States)).toContain('AwaitProgress');
  });

  it.each([
    ['Wait', { Type: 'Wait', Seconds: 5, End: true }],
    ['Parallel', { Type: 'Parallel', Branches: [], End: true }],
    ['Map', { Type: 'Map', Iterator: {}, End: true }],
    ['a heartbeat', { ...task, HeartbeatSeconds: 60 }],
    ['Assign', { ...task, Assign: { x: 1 } }],
    ['JSONata arguments', { ...task, Arguments: '{% $states.input %}' }],
    ['an intrinsic function', { ...task, Parameters: { 'id.$': "States.Format('{}', $.id)" } }],
    ['a timer longer than Node keeps', { ...task, TimeoutSeconds: 3_000_000 }],
    ['a timeout read from the input', { ...task, TimeoutSecondsPath: '$.timeout' }],
    [
      'a comparison of the interpreter’s own',
      { Type: 'Choice', Choices: [{ Variable: '$.a', StringMatches: 'x*', Next: 'Only' }] },
    ],
    [
      'two comparisons in one rule',
      { Type: 'Choice', Choices: [{ Variable: '$.a', StringEquals: 'x', IsPresent: true, Next: 'Only' }] },
    ],
  ])('refuses %s', (_name, state) => {
    expect(() => withinSubset(machine(state))).toThrow(/embedded interpreter does not do/);
  });

  it('refuses JSONata for the whole machine', () => {
    expect(() => withinSubset(machine(task, { QueryLanguage: 'JSONata' }))).toThrow(/QueryLanguage/);
  });
});
