import * as z from 'zod';
import { CobroEvent } from '../../shared/events/event-types.ts';

/** A message as it lies in a dead-letter queue. */
export interface Message {
  body: string;
  /** Message attributes: rules and schedules say there what the message was for. */
  attributes: Readonly<Record<string, string>>;
}

/** What has to be done so that the work of a dead letter is done after all. */
export type Redrive =
  | { kind: 'invoke'; functionArn: string; payload: unknown }
  | { kind: 'publish'; event: CobroEvent }
  /** The events of a span, from the table. */
  | { kind: 'republish'; from: string; to: string }
  /** Every journal that is not in the balances, whichever the batch held. */
  | { kind: 'project journals'; functionArn: string }
  /** Only a person can: the message says no more than where to look. */
  | { kind: 'by hand'; why: string };

const SetAside = z.object({ event: CobroEvent, refusal: z.unknown() });
const Failed = z.object({ requestContext: z.object({ functionArn: z.string() }) });
const FailedCall = Failed.extend({ requestPayload: z.unknown() });
const FailedBatch = Failed.extend({
  DDBStreamBatchInfo: z.object({
    approximateArrivalOfFirstRecord: z.string(),
    approximateArrivalOfLastRecord: z.string(),
  }),
});

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The clocks of the table and of its stream are not one: events sent twice do no harm. */
const marginMs = 2 * 60_000;

/** A stream forgets after a day what it gave up; the table still has it. */
const redriveOfBatch = ({
  requestContext: { functionArn },
  DDBStreamBatchInfo: batch,
}: z.infer<typeof FailedBatch>): Redrive => {
  if (/[:-]publish-new-events(:|$)/.test(functionArn)) {
    const moved = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();
    return {
      kind: 'republish',
      from: moved(batch.approximateArrivalOfFirstRecord, -marginMs),
      to: moved(batch.approximateArrivalOfLastRecord, marginMs),
    };
  }
  if (/[:-]project-ledger-on-journal(:|$)/.test(functionArn)) return { kind: 'project journals', functionArn };
  return { kind: 'by hand', why: `${functionArn} gave up a batch of the stream, and nobody knows what it reads.` };
};

/**
 * What a dead letter asks for, by who put it there: a function itself (an event the bus refuses), Lambda (a call that
 * failed every time, or a batch of the stream), or a rule or schedule that reached no function.
 */
export const redriveOf = ({ body, attributes }: Message): Redrive => {
  const content = jsonOf(body);
  const setAside = SetAside.safeParse(content);
  if (setAside.success) return { kind: 'publish', event: setAside.data.event };
  const batch = FailedBatch.safeParse(content);
  if (batch.success) return redriveOfBatch(batch.data);
  const call = FailedCall.safeParse(content);
  if (call.success && call.data.requestPayload !== undefined) {
    return { kind: 'invoke', functionArn: call.data.requestContext.functionArn, payload: call.data.requestPayload };
  }
  const target = attributes['TARGET_ARN'];
  if (target !== undefined && content !== undefined) return { kind: 'invoke', functionArn: target, payload: content };
  return { kind: 'by hand', why: 'Nobody knows this kind of message.' };
};
