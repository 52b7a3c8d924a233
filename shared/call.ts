import { nowIso } from './clock.ts';
import { dateIn } from './dates.ts';
import { env } from './env.ts';
import type { CobroEvent } from './events/event-types.ts';
import { noteInLog } from './logger.ts';
import type { Tenant } from './tenant.ts';

/** What makes a repeated request recognisable: who asks, with which key, for what. */
export interface RepeatKey {
  client: string;
  key: string;
  requestHash: string;
  /** Set when an earlier try began something of several transactions: what it began. */
  begun?: string;
  /** What is done under the key is never done again; only its id is kept. Else the answer is kept for a day. */
  forever?: true;
}

/**
 * Who asks for a change, when, and why: the last argument of every verb. The instant is taken once, so that all of a
 * change carries the same time.
 */
export interface Call {
  tenant: Tenant;
  /** RFC 3339 instant of the change. */
  at: string;
  /** The same instant as a calendar date in the tenant's zone. */
  today: string;
  /** Client id or function name: stands beside every event as who did it. */
  actor: string;
  /** The person behind the client, when the token names one. */
  user?: string;
  /** Set when the token belongs to one customer: everything else is not found. */
  customerId?: string;
  correlationId: string;
  causationId?: string;
  repeat?: RepeatKey;
}

/** Whether what belongs to this customer exists for the caller: a login of one customer sees only its own. */
export const maySee = (call: Call, customerId: string | null): boolean =>
  call.customerId === undefined || call.customerId === customerId;

export interface Caller {
  actor: string;
  user?: string;
  correlationId: string;
  causationId?: string;
  customerId?: string;
  repeat?: RepeatKey;
}

/** A call by someone, now. Lines of the log carry its correlation id from here on. */
export const callBy = (caller: Caller): Call => {
  noteInLog({ correlationId: caller.correlationId });
  const { TENANT: tenant } = env();
  const at = nowIso();
  return { ...caller, tenant, at, today: dateIn(tenant.timeZone, at) };
};

/** A call by a consumer: what it changes is caused by the event. */
export const callBecauseOf = (event: CobroEvent, actor: string): Call =>
  callBy({ actor, correlationId: event.correlationId, causationId: event.id });
