import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { addDays, addMinutes, dateIn, daysBetween, rangeOfDays } from '../../shared/dates.ts';

const instant = fc.date({ min: new Date('1990-01-01'), max: new Date('2090-12-31'), noInvalidDate: true });
const date = instant.map((one) => one.toISOString().slice(0, 10));
const zone = fc.constantFrom(
  'Europe/Madrid',
  'America/New_York',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'America/Havana',
  'UTC',
);

describe('dates, held against the classes of Temporal', () => {
  it("say on which day in the tenant's zone something happened, also where clocks change and days were skipped", () => {
    fc.assert(
      fc.property(instant, zone, (one, timeZone) => {
        const at = one.toISOString();
        const expected = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
        expect(dateIn(timeZone, at)).toBe(expected);
      }),
      { numRuns: 500 },
    );
    expect(dateIn('Europe/Madrid', '2026-03-28T23:30:00.000Z')).toBe('2026-03-29');
    expect(dateIn('Pacific/Apia', '2011-12-30T10:00:00.000Z')).toBe('2011-12-31');
  });

  it('count days by the calendar, over leap days and ends of years', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: -4000, max: 4000 }), (from, days) => {
        const to = Temporal.PlainDate.from(from).add({ days }).toString();
        expect(addDays(from, days)).toBe(to);
        expect(daysBetween(from, to)).toBe(days);
      }),
    );
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  });

  it('begin and end with the days of the zone: not always at midnight, and not always 24 hours long', () => {
    fc.assert(
      fc.property(date, fc.integer({ min: 0, max: 40 }), zone, (from, days, timeZone) => {
        const first = Temporal.PlainDate.from(from);
        const start = (one: Temporal.PlainDate): number => one.toZonedDateTime(timeZone).epochMilliseconds;
        const expected = [start(first), start(first.add({ days: days + 1 }))];
        expect(rangeOfDays(timeZone, from, first.add({ days }).toString())).toEqual(expected);
      }),
      { numRuns: 500 },
    );
    const hours = (timeZone: string, day: string): number => {
      const [from, to] = rangeOfDays(timeZone, day, day);
      return (to - from) / 3_600_000;
    };
    expect(hours('Europe/Madrid', '2026-03-29')).toBe(23);
    expect(hours('Europe/Madrid', '2026-10-25')).toBe(25);
    // Clocks go from 23:59 to 1:00 in spring: the day begins there.
    expect(hours('America/Havana', '2026-03-08')).toBe(23);
    expect(hours('Pacific/Apia', '2011-12-30')).toBe(0);
  });

  it('are open to both sides when no day is named', () => {
    const open = rangeOfDays('Pacific/Kiritimati');
    expect(open[0]).toBeLessThanOrEqual(Date.parse('1970-01-03'));
    expect(open[1]).toBeGreaterThan(Date.parse('9999-12-30'));
  });

  it('add minutes to an instant', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -10_000, max: 10_000 }), (one, minutes) => {
        const expected = Temporal.Instant.from(one.toISOString()).add({ minutes });
        expect(addMinutes(one.toISOString(), minutes)).toBe(expected.toString({ smallestUnit: 'millisecond' }));
      }),
    );
  });

  it('refuse a day that does not exist', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError);
    expect(() => daysBetween('2026-01-01', 'soon')).toThrow(RangeError);
    expect(() => dateIn('UTC', 'soon')).toThrow(RangeError);
  });
});
