import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';

/** Answers the first instant of a schedule after the given one; undefined when there is none. */
export type NextInstant = (after: Date) => Date | undefined;

const unitMs: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** rate(1 hour): whole multiples since 1970, so that the instants do not depend on when somebody started. */
const rate = (expression: string, text: string): NextInstant => {
  const [, digits = '', unit = '', plural = ''] = /^(\d+) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const count = Number(digits);
  const length = unitMs[unit];
  if (length === undefined || count < 1 || (plural === 's') !== count > 1) {
    throw new Error(`${expression} is no schedule: write rate(1 hour) or rate(5 minutes).`);
  }
  const step = count * length;
  return (after) => new Date((Math.floor(after.getTime() / step) + 1) * step);
};

/** Whether the local time of an instant has been before: the hour that the change to winter time repeats. */
const isRepeated = (instant: Date, timeZone: string): boolean => {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  const first = zoned.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  return first.epochMilliseconds !== zoned.epochMilliseconds;
};

/**
 * cron(minutes hours day-of-month month day-of-week year). AWS demands `?` in one of the two day fields; weekdays count
 * from 1 = Sunday. A time that the change to summer time leaves out is skipped, a repeated one counts once, as AWS
 * documents (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html, "Daylight savings time").
 */
const cron = (expression: string, text: string, timeZone: string): NextInstant => {
  const fields = text.split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = fields;
  if (fields.length !== 6 || year === undefined) {
    throw new Error(`${expression} is no schedule: AWS wants six fields, minutes first and the year last.`);
  }
  if ([dayOfMonth, dayOfWeek].filter((field) => field === '?').length !== 1) {
    throw new Error(`${expression} is no schedule: exactly one of day-of-month and day-of-week must be "?".`);
  }
  const days = [dayOfMonth, month, dayOfWeek].map((field) => (field === '?' ? '*' : field));
  const job = new Cron(['0', minutes, hours, ...days, year].join(' '), {
    timezone: timeZone,
    alternativeWeekdays: true,
    // AWS writes 0/15 for "from 0 on, every 15".
    sloppyRanges: true,
    paused: true,
  });
  return (after) => {
    let next = job.nextRun(after);
    // croner answers the hour after the gap for a time that does not exist on that day, and a repeated time twice.
    while (next && (!job.match(next) || isRepeated(next, timeZone))) next = job.nextRun(next);
    return next ?? undefined;
  };
};

/** The instants of an AWS schedule expression in a time zone (croner does the cron part). Throws on any other text. */
export const scheduleInstants = (expression: string, timeZone: string): NextInstant => {
  const [, kind, text = ''] = /^(cron|rate)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return rate(expression, text);
  if (kind === 'cron') return cron(expression, text, timeZone);
  throw new Error(`${expression} is no schedule: write cron(...) or rate(...).`);
};
