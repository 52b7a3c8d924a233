import { Temporal } from 'temporal-polyfill';
import * as z from 'zod';
import { type EventType, eventTypeNames } from '../../shared/events/event-types.ts';
import type { Span } from './republish-events.ts';

const date = /^\d{4}-\d{2}-\d{2}$/;

/** An instant as it is; a date as the first (or last) millisecond of that day in the tenant's zone. */
const instantOf = (given: string | undefined, edge: 'from' | 'to', timeZone: string): string => {
  if (given === undefined) throw new Error(`Say --${edge}: an instant such as 2026-11-25T08:00:00Z, or a date.`);
  if (!date.test(given)) {
    const parsed = z.iso.datetime({ offset: true }).safeParse(given);
    if (!parsed.success) throw new Error(`--${edge} ${given} is neither an instant nor a date.`);
    return new Date(given).toISOString();
  }
  const day = Temporal.PlainDate.from(given);
  const start = (edge === 'from' ? day : day.add({ days: 1 })).toZonedDateTime(timeZone).toInstant();
  return new Date(start.epochMilliseconds - (edge === 'to' ? 1 : 0)).toISOString();
};

const isType = (name: string): name is EventType => eventTypeNames.some((known) => known === name);

const typesOf = (given: string | undefined): EventType[] | undefined => {
  const names = given?.split(',').map((name) => name.trim());
  const types = names?.filter(isType);
  const unknown = names?.find((name) => !isType(name));
  if (unknown !== undefined) throw new Error(`There are no events of the type ${unknown}.`);
  return types;
};

/** What the flags of `npm run republish` mean. Throws a sentence when they mean nothing. */
export const spanOf = (flags: { from?: string; to?: string; types?: string }, timeZone: string): Span => {
  const span = {
    from: instantOf(flags.from, 'from', timeZone),
    to: instantOf(flags.to, 'to', timeZone),
    types: typesOf(flags.types),
  };
  if (span.from > span.to) throw new Error('--from is later than --to.');
  return span;
};
