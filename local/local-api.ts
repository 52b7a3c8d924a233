import * as z from 'zod';
import { nowIso } from '../shared/clock.ts';
import type { Activity } from './activity.ts';
import { billOf } from './bill/bill.ts';
import type { Stored } from './bill/estimates.ts';
import type { Meters } from './bill/meters.ts';
import type { Deliveries } from './functions/deliveries.ts';
import type { LocalApi } from './gateway/server.ts';
import { jsonReply, type Reply } from './gateway/token-endpoint.ts';
import type { Lifecycle } from './lifecycle/lifecycle.ts';
import type { Schedules } from './schedules/schedules.ts';

interface Parts {
  activity: Activity;
  meters: Meters;
  deliveries: Deliveries;
  lifecycle: Lifecycle;
  schedules: Schedules;
  /** How much lies in the table and in the bucket. */
  stored: () => Promise<Stored>;
}

/** Ten years at once: more is a typing error that would fire tens of thousands of schedules. */
const Advance = z.strictObject({ days: z.number().positive().max(3660) });

const jsonOf = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString() || '{}');
  } catch {
    return undefined;
  }
};

/** The addresses under /_local/, of the embedded mode only: its clock, its bill, and what is under way or failed. */
export const newLocalApi = ({ activity, meters, deliveries, lifecycle, schedules, stored }: Parts): LocalApi => {
  const clock = (): Reply => jsonReply(200, { now: nowIso() });

  const bill = async (): Promise<Reply> => jsonReply(200, billOf(meters, await stored()));

  const advance = async (body: Buffer): Promise<Reply> => {
    const wish = Advance.safeParse(jsonOf(body));
    if (!wish.success) return jsonReply(400, { message: 'Send { "days": 31 }: a number above 0, at most 3660.' });
    await schedules.advance(wish.data.days);
    await activity.idle();
    return clock();
  };

  const executions = async (query: URLSearchParams): Promise<Reply> => {
    const orderId = query.get('orderId');
    const items = await lifecycle.list({
      status: query.get('status') ?? undefined,
      prefix: orderId === null ? undefined : `${orderId}-`,
    });
    return jsonReply(200, { items, nextCursor: null });
  };

  const addresses: Record<string, (body: Buffer, query: URLSearchParams) => Promise<Reply> | Reply> = {
    'GET /_local/clock': clock,
    'POST /_local/advance': advance,
    'POST /_local/settle': async () => {
      await activity.idle();
      return jsonReply(200, { idle: true });
    },
    'GET /_local/bill': bill,
    'POST /_local/bill/reset': () => {
      meters.reset();
      return bill();
    },
    'GET /_local/executions': (_body, query) => executions(query),
    'GET /_local/dead-letters': async () => jsonReply(200, { items: await deliveries.deadLetters(), nextCursor: null }),
    'POST /_local/redrive': async () => jsonReply(200, { sent: await deliveries.redrive() }),
  };

  return async (method, path, body, query) => {
    const answer = addresses[`${method} ${path}`];
    if (answer) return answer(body, query);
    const name = /^\/_local\/executions\/([\w-]+)$/.exec(path)?.[1];
    const execution = method === 'GET' && name !== undefined ? await lifecycle.find(name) : undefined;
    return execution && jsonReply(200, execution);
  };
};
