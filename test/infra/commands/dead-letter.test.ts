import { describe, expect, it } from 'vitest';
import { redriveOf } from '../../../infra/commands/dead-letter.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:cobro-acme-publish-new-events';

/** Dead letters as AWS writes them. */
describe('a dead letter', () => {
  it('of a call that failed every time asks for the same call', () => {
    const body = JSON.stringify({
      version: '1.0',
      timestamp: '2026-11-25T08:00:00.000Z',
      requestContext: {
        requestId: 'a',
        functionArn: `${functionArn}:$LATEST`,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { detail: { orderId: 'ord_1' } },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'no' },
    });
    expect(redriveOf({ body, attributes: {} })).toEqual({
      kind: 'invoke',
      functionArn: `${functionArn}:$LATEST`,
      payload: { detail: { orderId: 'ord_1' } },
    });
  });

  it('of a rule that reached no function asks for the call the rule was to make', () => {
    const body = JSON.stringify({ 'detail-type': 'order.received', detail: { id: 'evt_1' } });
    const attributes = { RULE_ARN: 'arn:aws:events:rule', TARGET_ARN: functionArn, ERROR_CODE: 'NO_PERMISSIONS' };
    expect(redriveOf({ body, attributes })).toEqual({ kind: 'invoke', functionArn, payload: JSON.parse(body) });
  });

  it('of a schedule asks for the run of that instant', () => {
    const attributes = { SCHEDULE_ARN: 'arn:aws:scheduler:schedule', TARGET_ARN: functionArn };
    expect(redriveOf({ body: '{"asOf":"2026-11-25T07:00:00Z"}', attributes })).toEqual({
      kind: 'invoke',
      functionArn,
      payload: { asOf: '2026-11-25T07:00:00Z' },
    });
  });

  const batchOf = (name: string): string =>
    JSON.stringify({
      requestContext: {
        functionArn: `arn:aws:lambda:eu-west-1:111122223333:function:cobro-acme-${name}`,
        condition: 'RetryAttemptsExhausted',
      },
      DDBStreamBatchInfo: {
        shardId: 's',
        startSequenceNumber: '1',
        endSequenceNumber: '2',
        approximateArrivalOfFirstRecord: '2026-11-25T08:00:00Z',
        approximateArrivalOfLastRecord: '2026-11-25T08:01:00Z',
        batchSize: 2,
      },
    });

  it('of the outbox names a span: its events, and some around it, are published again from the table', () => {
    expect(redriveOf({ body: batchOf('publish-new-events'), attributes: {} })).toEqual({
      kind: 'republish',
      from: '2026-11-25T07:58:00.000Z',
      to: '2026-11-25T08:03:00.000Z',
    });
  });

  it('of the ledger asks for every journal that is not in the balances', () => {
    expect(redriveOf({ body: batchOf('project-ledger-on-journal'), attributes: {} })).toMatchObject({
      kind: 'project journals',
      functionArn: expect.stringContaining('project-ledger-on-journal'),
    });
  });

  it('of a reader of the stream that is not known is left to a person', () => {
    expect(redriveOf({ body: batchOf('some-other'), attributes: {} }).kind).toBe('by hand');
  });

  it('that nobody knows is left to a person', () => {
    expect(redriveOf({ body: 'hello', attributes: {} }).kind).toBe('by hand');
  });
});
