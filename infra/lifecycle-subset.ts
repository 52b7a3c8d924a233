import * as z from 'zod';

/*
 * The part of the Amazon States Language that the order lifecycle may use. The embedded interpreter silently ignores
 * what it does not know (JSONata, Assign, heartbeats, Wait beyond its timers), so anything else is refused where the
 * definition is read: at synthesis and at the start of the embedded mode.
 */

/** Longest timer (seconds) that Node keeps: 24.8 days; a longer one fires at once. */
export const longestSeconds = 2_000_000;

const Retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).nonempty(),
  IntervalSeconds: z.int().positive().optional(),
  MaxAttempts: z.int().min(0).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().positive().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const Catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).nonempty(),
  ResultPath: z.string().nullable().optional(),
  Next: z.string(),
});
const Timeout = z
  .int()
  .positive()
  .max(longestSeconds, 'is longer than a timer can wait here; decide long waits by a schedule');

/** Plain values and paths; intrinsic functions (States.Format, ...) are not in the subset. */
const Template = z
  .json()
  .optional()
  .refine((value) => !/"\s*States\.\w+\(/.test(JSON.stringify(value) ?? ''), 'uses an intrinsic function');

const comparisons = {
  StringEquals: z.string().optional(),
  NumericEquals: z.number().optional(),
  NumericGreaterThan: z.number().optional(),
  NumericLessThan: z.number().optional(),
  BooleanEquals: z.boolean().optional(),
  IsPresent: z.boolean().optional(),
  IsNull: z.boolean().optional(),
};
const Comparison = z
  .strictObject({ Comment: z.string().optional(), Variable: z.string().startsWith('$'), ...comparisons })
  .refine(
    (rule) => Object.keys(comparisons).filter((name) => name in rule).length === 1,
    'must have exactly one comparison',
  );
const Rule = z.union([
  Comparison.extend({ Next: z.string() }),
  z.strictObject({ Comment: z.string().optional(), And: z.array(Comparison).min(1), Next: z.string() }),
  z.strictObject({ Comment: z.string().optional(), Or: z.array(Comparison).min(1), Next: z.string() }),
  z.strictObject({ Comment: z.string().optional(), Not: Comparison, Next: z.string() }),
]);

const paths = {
  Comment: z.string().optional(),
  InputPath: z.string().nullable().optional(),
  OutputPath: z.string().nullable().optional(),
};
const results = { ...paths, Parameters: Template, ResultPath: z.string().nullable().optional() };
const way = { Next: z.string().optional(), End: z.boolean().optional() };

const State = z.discriminatedUnion('Type', [
  z.strictObject({
    Type: z.literal('Task'),
    Resource: z.string(),
    ...results,
    ...way,
    ResultSelector: Template,
    TimeoutSeconds: Timeout.optional(),
    Retry: z.array(Retrier).optional(),
    Catch: z.array(Catcher).optional(),
  }),
  z.strictObject({
    Type: z.literal('Choice'),
    ...paths,
    Choices: z.array(Rule).nonempty(),
    Default: z.string().optional(),
  }),
  z.strictObject({ Type: z.literal('Pass'), ...results, ...way, Result: z.json().optional() }),
  z.strictObject({ Type: z.literal('Succeed'), ...paths }),
  z.strictObject({
    Type: z.literal('Fail'),
    Comment: z.string().optional(),
    Error: z.string().optional(),
    Cause: z.string().optional(),
  }),
]);

export const Machine = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  TimeoutSeconds: Timeout.optional(),
  StartAt: z.string(),
  States: z.record(z.string(), State),
});
export type Machine = z.infer<typeof Machine>;
export type TaskState = Extract<Machine['States'][string], { Type: 'Task' }>;

/** The definition, if it stays inside the subset. Throws every place where it does not. */
export const withinSubset = (asl: string): Machine => {
  const parsed = Machine.safeParse(JSON.parse(asl));
  if (parsed.success) return parsed.data;
  throw new Error(
    `The lifecycle uses what the embedded interpreter does not do (Task, Choice, Pass, Succeed, Fail, Retry, Catch, TimeoutSeconds in JSONPath only):\n${z.prettifyError(parsed.error)}`,
  );
};
