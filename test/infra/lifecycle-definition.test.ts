import { describe, expect, it } from 'vitest';
import { lifecycleDefinition } from '../../infra/lifecycle-definition.ts';

const asl = `{"StartAt":"Reserve","States":{
  "Reserve":{"Type":"Task","Resource":"\${reserve-stock}","Next":"Wait"},
  "Wait":{"Type":"Task","Resource":"\${await-progress}","End":true}}}`;
const arns = new Map([
  ['reserve-stock', 'arn:reserve'],
  ['await-progress', 'arn:await'],
]);

describe('the definition of the order lifecycle', () => {
  it('calls each task by the ARN of its function', () => {
    const { States } = JSON.parse(lifecycleDefinition(asl, arns));
    expect([States.Reserve.Resource, States.Wait.Resource]).toEqual(['arn:reserve', 'arn:await']);
  });

  it('is refused when a state calls a function that is no task', () => {
    expect(() => lifecycleDefinition(asl, new Map([['reserve-stock', 'arn:reserve']]))).toThrow(
      'The order lifecycle calls "await-progress"',
    );
  });

  it('is refused when a declared task is never called', () => {
    expect(() => lifecycleDefinition(asl, new Map([...arns, ['issue-invoices', 'arn:issue']]))).toThrow(
      '"issue-invoices" is declared as a task of the lifecycle, but no state calls it.',
    );
  });
});
