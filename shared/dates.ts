import { Temporal } from 'temporal-polyfill';

/** The day of each time zone that was asked for last: instants (epoch ms) from its start to before its end. */
const lastDays = new Map<string, { from: number; to: number; date: string }>();

/** The calendar date (YYYY-MM-DD) of an instant in a time zone. Nearly always the same day as the last. */
export const dateIn = (timeZone: string, instant: string): string => {
  const at = Date.parse(instant);
  const last = lastDays.get(timeZone);
  if (last && at >= last.from && at < last.to) return last.date;
  const start = Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).startOfDay();
  const day = {
    from: start.epochMilliseconds,
    to: start.add({ days: 1 }).startOfDay().epochMilliseconds,
    date: start.toPlainDate().toString(),
  };
  lastDays.set(timeZone, day);
  return day.date;
};

/** The date that many days later (earlier when negative). */
export const addDays = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString();

/** Whole days from one date to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days;

/** The instant that many minutes after another. */
export const addMinutes = (instant: string, minutes: number): string =>
  Temporal.Instant.from(instant).add({ minutes }).toString({ smallestUnit: 'millisecond' });

/** The later of two dates. */
export const later = (a: string, b: string): string => (a > b ? a : b);
