import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { now } from '../../shared/clock.ts';
import { AwsFault } from '../aws/aws-fault.ts';
import type { Meters } from '../bill/meters.ts';
import type { Deliveries, NewDelivery } from '../functions/deliveries.ts';
import { account, nameInArn } from '../names.ts';
import { eventPattern } from './event-pattern.ts';

/** What reaches which function. */
export interface BusRule {
  functionName: string;
  pattern: unknown;
}

export interface EventBus {
  /** EventBridge's API by the name of the operation. Throws AwsFault. */
  call(operation: string, input: unknown): Promise<Record<string, unknown>>;
}

interface Options {
  busName: string;
  region: string;
  rules: readonly BusRule[];
  deliveries: Pick<Deliveries, 'enqueue'>;
  meters: Meters;
}

/** For all entries of a call together; and what is billed as one event. */
const limitBytes = 256 * 1024;
const billedChunk = 64 * 1024;

const Entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  Time: z.number().optional(),
});
type Entry = z.infer<typeof Entry>;
const PutEvents = z.object({ Entries: z.array(Entry).min(1) });

const entryBytes = (entry: Entry): number =>
  [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])].reduce(
    (sum, text) => sum + Buffer.byteLength(text ?? ''),
    entry.Time === undefined ? 0 : 14,
  );

type Checked = { envelope: Record<string, unknown>; id: string } | { ErrorCode: string; ErrorMessage: string };

const detailOf = (text: string): unknown => {
  try {
    const detail: unknown = JSON.parse(text);
    return detail !== null && typeof detail === 'object' && !Array.isArray(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
};

const check = (entry: Entry, { busName, region }: Options): Checked => {
  const { Source: source, DetailType: detailType, Detail: text } = entry;
  if (!source || !detailType || text === undefined) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are all required.' };
  }
  const detail = detailOf(text);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const bus = entry.EventBusName === undefined ? 'default' : nameInArn(entry.EventBusName).replace(/^event-bus\//, '');
  if (bus !== busName) {
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${bus} does not exist.` };
  }
  const id = randomUUID();
  const time = entry.Time === undefined ? now() : new Date(entry.Time * 1000);
  const envelope = {
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account,
    time: time.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: entry.Resources ?? [],
    detail,
  };
  return { envelope, id };
};

const validated = (input: unknown): Entry[] => {
  const parsed = PutEvents.safeParse(input);
  if (!parsed.success) throw new AwsFault('ValidationException', z.prettifyError(parsed.error));
  const entries = parsed.data.Entries;
  if (entries.length > 10) {
    throw new AwsFault(
      'ValidationException',
      `1 validation error detected: Member must have length less than or equal to 10`,
    );
  }
  if (entries.reduce((sum, entry) => sum + entryBytes(entry), 0) > limitBytes) {
    throw new AwsFault('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  return entries;
};

/**
 * EventBridge: PutEvents to one bus, patterns (our own matcher), functions as targets. When PutEvents has answered, the
 * deliveries are on disk; they run at least once, with retries, then become dead letters.
 */
export const newEventBus = (options: Options): EventBus => {
  const rules = options.rules.map((rule) => ({ ...rule, matches: eventPattern(rule.pattern) }));

  const deliveriesOf = (envelope: unknown): NewDelivery[] =>
    rules
      .filter((rule) => rule.matches(envelope))
      .map(({ functionName }) => ({ functionName, payload: envelope, source: 'bus' }));

  const putEvents = async (input: unknown): Promise<Record<string, unknown>> => {
    const entries = validated(input);
    const checked = entries.map((entry) => ({ bytes: entryBytes(entry), result: check(entry, options) }));
    const taken = checked.flatMap(({ bytes, result }) =>
      'id' in result ? [{ bytes, envelope: result.envelope }] : [],
    );
    await options.deliveries.enqueue(taken.flatMap(({ envelope }) => deliveriesOf(envelope)));
    for (const { bytes } of taken) options.meters.add('busEvents', Math.ceil(bytes / billedChunk));
    return {
      FailedEntryCount: entries.length - taken.length,
      Entries: checked.map(({ result }) => ('id' in result ? { EventId: result.id } : result)),
    };
  };

  return {
    call: async (operation, input) => {
      if (operation === 'PutEvents') return putEvents(input);
      throw new AwsFault('UnknownOperationException', `EventBridge has no ${operation} here.`);
    },
  };
};
