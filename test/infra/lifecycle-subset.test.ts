import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withinSubset } from '../../infra/lifecycle-subset.ts';

const task = { Type: 'Task', Resource: '${reserve-stock}', End: true };
const machine = (state: Record<string, unknown>, more: Record<string, unknown> = {}): string =>
  JSON.stringify({ StartAt: 'Only', States: { Only: state }, ...more });
const choice = (rule: Record<string, unknown>) => ({ Type: 'Choice', Choices: [{ ...rule, Next: 'Only' }] });

describe('the subset of the Amazon States Language', () => {
  it('holds the lifecycle that is deployed', () => {
    const asl = readFileSync(resolve(import.meta.dirname, '../../infra/order-lifecycle.asl.json'), 'utf8');
    expect(Object.keys(withinSubset(asl).States)).toContain('AwaitProgress');
  });

  it.each([
    ['a plain path', { ...task, Parameters: { 'id.$': '$.order.lines[0].id', fixed: { why: 'States.Format()' } } }],
    ['the context object', { ...task, Parameters: { 'name.$': '$$.Execution.Name', 'in.$': '$$.Execution.Input.id' } }],
    ['a discarded result', { ...task, ResultPath: null }],
    ['a comparison turned round', choice({ Not: { Variable: '$.a', IsPresent: true } })],
    ['a catch for everything, at the end', { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only' }] }],
  ])('holds %s', (_name, state) => {
    expect(() => withinSubset(machine(state))).not.toThrow();
  });

  it.each([
    ['Wait', { Type: 'Wait', Seconds: 5, End: true }],
    ['Parallel', { Type: 'Parallel', Branches: [], End: true }],
    ['Map', { Type: 'Map', Iterator: {}, End: true }],
    ['a heartbeat', { ...task, HeartbeatSeconds: 60 }],
    ['Assign', { ...task, Assign: { x: 1 } }],
    ['JSONata arguments', { ...task, Arguments: '{% $states.input %}' }],
    ['an intrinsic function', { ...task, Parameters: { 'id.$': "States.Format('{}', $.id)" } }],
    ['a wildcard in a path', { ...task, Parameters: { list: [{ 'id.$': '$.lines[*].id' }] } }],
    ['a filter in a path', { ...task, OutputPath: '$.lines[?(@.open)]' }],
    ['a part of the context object that differs here', { ...task, Parameters: { 'at.$': '$$.State.EnteredTime' } }],
    ['a timer longer than Node keeps', { ...task, TimeoutSeconds: 3_000_000 }],
    ['a timeout read from the input', { ...task, TimeoutSecondsPath: '$.timeout' }],
    ['a service other than Lambda', { ...task, Resource: 'arn:aws:states:::sqs:sendMessage' }],
    ['a comparison of the interpreter’s own', choice({ Variable: '$.a', StringMatches: 'x*' })],
    ['two comparisons in one rule', choice({ Variable: '$.a', StringEquals: 'x', IsNull: true })],
    ['IsPresent: false, which the interpreter misreads', choice({ Variable: '$.a', IsPresent: false })],
    ['a state that is not there', { ...task, End: undefined, Next: 'Nowhere' }],
    ['a Task that neither goes on nor ends', { ...task, End: undefined }],
    ['States.ALL among other errors', { ...task, Retry: [{ ErrorEquals: ['Busy', 'States.ALL'] }] }],
    ['States.ALL before another', { ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['Busy'] }] }],
  ])('refuses %s', (_name, state) => {
    expect(() => withinSubset(machine(state))).toThrow(/embedded interpreter does not do/);
  });

  it('refuses JSONata for the whole machine', () => {
    expect(() => withinSubset(machine(task, { QueryLanguage: 'JSONata' }))).toThrow(/QueryLanguage/);
  });

  it('refuses a state that no other leads to', () => {
    const states = { Only: task, Lost: { Type: 'Succeed' } };
    expect(() => withinSubset(JSON.stringify({ StartAt: 'Only', States: states }))).toThrow('no state leads to Lost');
  });
});
