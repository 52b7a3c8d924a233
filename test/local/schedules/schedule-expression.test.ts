import { describe, expect, it } from 'vitest';
import { scheduleInstants } from '../../../local/schedules/schedule-expression.ts';

/** The next instants of a schedule after a moment. */
const instants = (expression: string, timeZone: string, after: string, count: number): string[] => {
  const next = scheduleInstants(expression, timeZone);
  const found: string[] = [];
  for (let at = new Date(after); found.length < count;) {
    const following = next(at);
    if (!following) break;
    at = following;
    found.push(at.toISOString());
  }
  return found;
};

describe('a schedule in Madrid', () => {
  it('keeps its local hour over the change to summer time', () => {
    expect(instants('cron(0 8 * * ? *)', 'Europe/Madrid', '2027-03-26T12:00:00Z', 3)).toEqual([
      '2027-03-27T07:00:00.000Z',
      '2027-03-28T06:00:00.000Z',
      '2027-03-29T06:00:00.000Z',
    ]);
  });

  it('keeps its local hour over the change to winter time', () => {
    expect(instants('cron(0 8 * * ? *)', 'Europe/Madrid', '2027-10-29T12:00:00Z', 3)).toEqual([
      '2027-10-30T06:00:00.000Z',
      '2027-10-31T07:00:00.000Z',
      '2027-11-01T07:00:00.000Z',
    ]);
  });

  it('skips a time that the change to summer time leaves out', () => {
    expect(instants('cron(30 2 * * ? *)', 'Europe/Madrid', '2027-03-27T12:00:00Z', 2)).toEqual([
      '2027-03-29T00:30:00.000Z',
      '2027-03-30T00:30:00.000Z',
    ]);
  });

  it('fires once at a time that the change to winter time repeats', () => {
    const found = instants('cron(30 2 * * ? *)', 'Europe/Madrid', '2027-10-30T12:00:00Z', 2);
    expect(found.map((at) => at.slice(0, 10))).toEqual(['2027-10-31', '2027-11-01']);
  });

  it('fires once at every time of a repeated hour, not again when it comes back', async () => {
    expect(instants('cron(0/30 * * * ? *)', 'Europe/Madrid', '2027-10-30T23:59:00Z', 4)).toEqual([
      '2027-10-31T00:00:00.000Z',
      '2027-10-31T00:30:00.000Z',
      '2027-10-31T02:00:00.000Z',
      '2027-10-31T02:30:00.000Z',
    ]);
  });

  it('keeps to whole hours by rate, whatever the clocks on the wall do', () => {
    expect(instants('rate(1 hour)', 'Europe/Madrid', '2027-10-30T23:59:00Z', 3)).toEqual([
      '2027-10-31T00:00:00.000Z',
      '2027-10-31T01:00:00.000Z',
      '2027-10-31T02:00:00.000Z',
    ]);
  });
});

describe('the syntax of AWS', () => {
  it.each([
    ['cron(0 18 ? * MON-FRI *)', '2027-01-01T18:30:00Z', '2027-01-04T18:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2027-01-01T10:01:00Z', '2027-01-01T10:15:00.000Z'],
    ['cron(0 10 1 * ? *)', '2027-01-01T10:00:00Z', '2027-02-01T10:00:00.000Z'],
    ['cron(0 0 ? * 1 *)', '2027-01-01T00:00:00Z', '2027-01-03T00:00:00.000Z'],
    ['rate(5 minutes)', '2027-01-01T10:01:00Z', '2027-01-01T10:05:00.000Z'],
    ['rate(1 hour)', '2027-01-01T10:01:00Z', '2027-01-01T11:00:00.000Z'],
  ])('%s after %s is %s', (expression, after, expected) => {
    expect(instants(expression, 'UTC', after, 1)).toEqual([expected]);
  });

  it.each(['cron(0 8 * * *)', 'cron(0 8 * * * *)', 'cron(0 8 ? * ? *)', 'rate(1 hours)', 'rate(0 minutes)', 'daily'])(
    'refuses %s',
    (expression) => {
      expect(() => scheduleInstants(expression, 'UTC')).toThrow(/is no schedule/);
    },
  );
});
