import { getISO } from 'temporal-polyfill/fns/Calendar';
import * as Instant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';

/*
 * Temporal by its functions, not its classes: a class brings all its methods along, and every function of ours would
 * load as much code for them as for zod.
 */

const plainDate = (date: string): PlainDate.Record => PlainDate.fromString(date, getISO);

/** The day of each time zone that was asked for last: instants (epoch ms) from its start to before its end. */
const lastDays = new Map<string, { from: number; to: number; date: string }>();

/** The calendar date (YYYY-MM-DD) of an instant in a time zone. Nearly always the same day as the last. */
export const dateIn = (timeZone: string, instant: string): string => {
  const at = Date.parse(instant);
  const last = lastDays.get(timeZone);
  if (last && at >= last.from && at < last.to) return last.date;
  const start = ZonedDateTime.startOfDay(Instant.toZonedDateTimeISO(Instant.fromString(instant), timeZone));
  const day = {
    from: start.epochMilliseconds,
    to: ZonedDateTime.startOfDay(ZonedDateTime.addDays(start, 1)).epochMilliseconds,
    date: PlainDate.toString(ZonedDateTime.toPlainDate(start)),
  };
  lastDays.set(timeZone, day);
  return day.date;
};

/** The date that many days later (earlier when negative). */
export const addDays = (date: string, days: number): string =>
  PlainDate.toString(PlainDate.addDays(plainDate(date), days));

/** Whole days from one date to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number => PlainDate.diffDays(plainDate(from), plainDate(to));

/** The instant that many minutes after another. */
export const addMinutes = (instant: string, minutes: number): string =>
  Instant.toString(Instant.addMinutes(Instant.fromString(instant), minutes), { smallestUnit: 'millisecond' });

/** The first instant of a date in a time zone, epoch ms: not always midnight, and a day is not always 24 hours. */
const startOfDay = (timeZone: string, date: string): number =>
  PlainDate.toZonedDateTime(plainDate(date), timeZone).epochMilliseconds;

const latestMs = Date.parse('9999-12-31T23:59:59.999Z');

/** From the first instant of one date to the first after another (epoch ms, the second not included); both may be open. */
export const rangeOfDays = (timeZone: string, from = '1970-01-02', to = '9999-12-30'): [number, number] => [
  Math.min(Math.max(0, startOfDay(timeZone, from)), latestMs),
  Math.min(Math.max(0, startOfDay(timeZone, addDays(to, 1))), latestMs),
];

/** The month (YYYY-MM, UTC) of an instant in epoch ms. */
export const monthOfMs = (ms: number): string => new Date(ms).toISOString().slice(0, 7);

/** The later of two dates. */
export const later = (a: string, b: string): string => (a > b ? a : b);
