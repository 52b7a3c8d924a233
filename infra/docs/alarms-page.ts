import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Code } from 'aws-cdk-lib/aws-lambda';
import * as z from 'zod';
import type { Tenant } from '../../shared/tenant.ts';
import { DataStack } from '../data-stack.ts';
import { domains } from '../domains/index.ts';
import { namesOf } from '../names.ts';
import { ServiceStack } from '../service-stack.ts';

const Simple = z.object({ Namespace: z.string(), MetricName: z.string(), Period: z.int() });
const Part = z.object({
  expression: z.string().optional(),
  label: z.string().optional(),
  metricStat: z.object({ metric: z.object({ namespace: z.string() }), period: z.int() }).optional(),
});

const Alarm = z
  .object({
    AlarmName: z.string(),
    AlarmDescription: z.string(),
    Threshold: z.number(),
    ComparisonOperator: z.string(),
    EvaluationPeriods: z.int(),
    DatapointsToAlarm: z.int(),
    TreatMissingData: z.string(),
  })
  .and(z.union([Simple, z.object({ Metrics: z.array(Part) })]));
type Alarm = z.infer<typeof Alarm>;

/** What CloudFormation will be told of an alarm, under its names. */
const propertiesOf = (alarm: CfnAlarm): unknown => ({
  AlarmName: alarm.alarmName,
  AlarmDescription: alarm.alarmDescription,
  Threshold: alarm.threshold,
  ComparisonOperator: alarm.comparisonOperator,
  EvaluationPeriods: alarm.evaluationPeriods,
  DatapointsToAlarm: alarm.datapointsToAlarm,
  TreatMissingData: alarm.treatMissingData,
  ...(alarm.metricName === undefined
    ? { Metrics: alarm.metrics }
    : { Namespace: alarm.namespace, MetricName: alarm.metricName, Period: alarm.period }),
});

/** The alarms of a tenant as they stand in its stack, so that none can be missing here. */
const alarmsOf = (tenant: Tenant): Alarm[] => {
  const outdir = mkdtempSync(join(tmpdir(), 'cobro-alarms-'));
  try {
    const codeOf = (): Code => Code.fromInline('exports.handler = async () => ({});');
    const asl = readFileSync(join(import.meta.dirname, '../order-lifecycle.asl.json'), 'utf8');
    const app = new App({ outdir });
    const stack = new ServiceStack(app, { tenant, data: new DataStack(app, { tenant }), domains, asl, codeOf });
    return stack.node
      .findAll()
      .filter((one) => one instanceof CfnAlarm)
      .map((one) => Alarm.parse(stack.resolve(propertiesOf(one))));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

const signs: Readonly<Record<string, string>> = {
  GreaterThanOrEqualToThreshold: '≥',
  GreaterThanThreshold: '>',
  LessThanThreshold: '<',
};

const metricOf = (alarm: Alarm): { name: string; period: number } => {
  if ('MetricName' in alarm) return { name: `${alarm.Namespace} ${alarm.MetricName}`, period: alarm.Period };
  const sum = alarm.Metrics.find(({ expression }) => expression !== undefined);
  const part = alarm.Metrics.find(({ metricStat }) => metricStat !== undefined)?.metricStat;
  return { name: `${part?.metric.namespace} ${sum?.label} (all operations)`, period: part?.period ?? 0 };
};

const span = (seconds: number): string => (seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`);

const whenOf = (alarm: Alarm, period: number): string => {
  const { ComparisonOperator, Threshold, DatapointsToAlarm: bad, EvaluationPeriods: looked } = alarm;
  const limit = `${signs[ComparisonOperator] ?? ComparisonOperator} ${Threshold}`;
  const silence = alarm.TreatMissingData === 'breaching' ? ', or none at all' : '';
  return `${limit}${silence} in ${looked === 1 ? span(period) : `${bad} of ${looked} × ${span(period)}`}`;
};

const rowOf = (alarm: Alarm, prefix: string): string => {
  const { name, period } = metricOf(alarm);
  const [sentence = '', page = ''] = alarm.AlarmDescription.split(' Runbook: docs/');
  const chapter = page.slice(page.indexOf('#') + 1);
  const short = alarm.AlarmName.replace(`${prefix}-`, '');
  const metric = name.replace(/^Cobro\/\S+/, 'Cobro/<tenant>');
  return `| \`${short}\` | ${metric} | ${whenOf(alarm, period)} | ${sentence} | [${chapter}](${page}) |`;
};

/** docs/alarms.md: every alarm of a tenant. */
export const alarmsPage = (tenant: Tenant): string => {
  const { prefix } = namesOf(tenant);
  const alarms = alarmsOf(tenant).toSorted((a, b) => a.AlarmName.localeCompare(b.AlarmName));
  return `# Alarms

Generated from the template of a tenant's service stack by \`npm run docs\`; do not edit.

Each is named \`cobro-<tenant>-...\`, tells \`alarmEmail\` of the tenant's file when it rings and when it stops, and leads to a chapter of
[runbook.md](runbook.md). Errors of a function or of the API count invocations or requests; lags are milliseconds; rates of mails are shares.

| alarm | metric | rings at | what the business loses | what to do |
|---|---|---|---|---|
${alarms.map((alarm) => rowOf(alarm, prefix)).join('\n')}
`;
};
