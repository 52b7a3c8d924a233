import { Duration } from 'aws-cdk-lib';
import type { Names } from '../names.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';
import type { CobroFunction } from './cobro-function.ts';

/** CloudWatch looks back a week at most. */
const longestHours = 7 * 24;

/**
 * How many hours a schedule leaves between two runs, for the expressions in use: rate(...), and cron(...) that runs
 * every day. Throws for others: then an alarm that looks further back must be thought of.
 */
export const hoursBetweenRuns = (expression: string): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const hours = { minute: 1 / 60, hour: 1, day: 24 };
  if (unit === 'minute' || unit === 'hour' || unit === 'day')
    return Math.max(1, Math.ceil(Number(count) * hours[unit]));
  if (/^cron\(\d+ \* [*?] \* [*?] \*\)$/.test(expression)) return 1;
  if (/^cron\(\d+ \d+(,\d+)* [*?] \* [*?] \*\)$/.test(expression)) return 24;
  throw new Error(`Nobody would notice that the schedule ${expression} was missed: teach hoursBetweenRuns about it.`);
};

/** Rings when a schedule has not run for as long as it may pause, an hour for the change of clocks, and one more. */
export const alarmOnMissedRuns = (
  runner: CobroFunction,
  { names, expression, alarms }: { names: Names; expression: string; alarms: AlarmReceiver },
): void => {
  const { name, whileItFails } = runner.declaration;
  const periods = hoursBetweenRuns(expression) + 2;
  if (periods > longestHours) throw new Error(`CloudWatch cannot look back ${periods} hours, as ${name} needs.`);
  alarms.watch(runner, 'Missed', {
    name: `${names.function(name)}-missed`,
    sentence: `The schedule ${expression} has not run. ${whileItFails}`,
    runbook: 'a-schedule-was-missed',
    metric: runner.lambda.metricInvocations({ period: Duration.hours(1), statistic: 'sum' }),
    threshold: 1,
    rings: 'below',
    periods,
    silenceIsBad: true,
  });
};
