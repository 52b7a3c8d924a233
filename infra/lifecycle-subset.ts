import * as z from 'zod';
import { Path, ReferencePath, Template } from './lifecycle-paths.ts';

/*
 * The part of the Amazon States Language that the order lifecycle may use. The embedded interpreter silently ignores or
 * misreads what it does not know (JSONata, Assign, heartbeats, IsPresent: false, Wait beyond its timers), so anything
 * else is refused where the definition is read: at synthesis and at the start of the embedded mode.
 */

/** Longest timer (seconds) that Node keeps: 24.8 days; a longer one fires at once. */
export const longestSeconds = 2_000_000;

const Comment = z.string().optional();

const Errors = z
  .array(z.string().min(1))
  .nonempty()
  .refine((names) => !names.includes('States.ALL') || names.length === 1, 'States.ALL must stand alone');

/** AWS wants the one for all errors last; the interpreter takes the first that fits and would never see what follows. */
const allErrorsLast = (rules: readonly { ErrorEquals: readonly string[] }[]): boolean =>
  rules.every(({ ErrorEquals }, index) => !ErrorEquals.includes('States.ALL') || index === rules.length - 1);

const Retrier = z.strictObject({
  Comment,
  ErrorEquals: Errors,
  IntervalSeconds: z.int().positive().optional(),
  MaxAttempts: z.int().min(0).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().positive().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const Catcher = z.strictObject({
  Comment,
  ErrorEquals: Errors,
  ResultPath: ReferencePath.nullable().optional(),
  Next: z.string(),
});
const Timeout = z
  .int()
  .positive()
  .max(longestSeconds, 'is longer than a timer can wait here; decide long waits by a schedule');

const comparisons = {
  StringEquals: z.string().optional(),
  NumericEquals: z.number().optional(),
  NumericGreaterThan: z.number().optional(),
  NumericLessThan: z.number().optional(),
  BooleanEquals: z.boolean().optional(),
  IsPresent: z.literal(true, 'must be true: put a Not around it').optional(),
  IsNull: z.literal(true, 'must be true: put a Not around it').optional(),
};
const Comparison = z
  .strictObject({ Comment, Variable: Path, ...comparisons })
  .refine(
    (rule) => Object.keys(comparisons).filter((name) => name in rule).length === 1,
    'must have exactly one comparison',
  );
const Rule = z.union([
  Comparison.safeExtend({ Next: z.string() }),
  z.strictObject({ Comment, And: z.array(Comparison).min(1), Next: z.string() }),
  z.strictObject({ Comment, Or: z.array(Comparison).min(1), Next: z.string() }),
  z.strictObject({ Comment, Not: Comparison, Next: z.string() }),
]);

/** A function's ARN, or its placeholder before synthesis; or lambda:invoke, which may wait for a task token. */
const Resource = z
  .string()
  .regex(
    /^(\$\{[\w-]+\}|arn:aws:lambda:[\w:-]+:function:[\w-]+(:[\w$-]+)?|arn:aws:states:::lambda:invoke(\.waitForTaskToken)?)$/,
    'is neither a function nor arn:aws:states:::lambda:invoke, with or without .waitForTaskToken',
  );

const ways = { InputPath: Path.nullable().optional(), OutputPath: Path.nullable().optional() };
const results = { ...ways, Parameters: Template.optional(), ResultPath: ReferencePath.nullable().optional() };
const onward = { Next: z.string().optional(), End: z.literal(true).optional() };
const goesOnOrEnds = (state: { Next?: string; End?: true }): boolean => (state.Next === undefined) !== !state.End;
const onwardProblem = 'must have Next or End, and not both';

const Task = z
  .strictObject({
    Type: z.literal('Task'),
    Comment,
    Resource,
    ...results,
    ...onward,
    ResultSelector: Template.optional(),
    TimeoutSeconds: Timeout.optional(),
    Retry: z.array(Retrier).refine(allErrorsLast, 'States.ALL must be the last').optional(),
    Catch: z.array(Catcher).refine(allErrorsLast, 'States.ALL must be the last').optional(),
  })
  .refine(goesOnOrEnds, onwardProblem);

const State = z.discriminatedUnion('Type', [
  Task,
  z.strictObject({
    Type: z.literal('Choice'),
    Comment,
    ...ways,
    Choices: z.array(Rule).nonempty(),
    Default: z.string().optional(),
  }),
  z
    .strictObject({ Type: z.literal('Pass'), Comment, ...results, ...onward, Result: z.json().optional() })
    .refine(goesOnOrEnds, onwardProblem),
  z.strictObject({ Type: z.literal('Succeed'), Comment, ...ways }),
  z.strictObject({ Type: z.literal('Fail'), Comment, Error: z.string().optional(), Cause: z.string().optional() }),
]);
type State = z.infer<typeof State>;
export type TaskState = Extract<State, { Type: 'Task' }>;

/** Every state that a state may go on to. */
const targetsOf = (state: State): string[] => {
  if (state.Type === 'Succeed' || state.Type === 'Fail') return [];
  if (state.Type === 'Choice') return [state.Choices.map(({ Next }) => Next), state.Default ?? []].flat();
  const caught = state.Type === 'Task' ? (state.Catch ?? []).map(({ Next }) => Next) : [];
  return [state.Next ?? [], caught].flat();
};

const Machine = z
  .strictObject({
    Comment,
    Version: z.literal('1.0').optional(),
    QueryLanguage: z.literal('JSONPath').optional(),
    TimeoutSeconds: Timeout.optional(),
    StartAt: z.string(),
    States: z.record(z.string(), State),
  })
  .superRefine(({ StartAt, States }, check) => {
    const targets = new Set([StartAt, ...Object.values(States).flatMap(targetsOf)]);
    for (const name of targets) {
      if (!Object.hasOwn(States, name)) check.addIssue({ code: 'custom', message: `there is no state ${name}` });
    }
    for (const name of Object.keys(States)) {
      if (!targets.has(name))
        check.addIssue({ code: 'custom', message: `no state leads to ${name}`, path: ['States'] });
    }
  });
export type Machine = z.infer<typeof Machine>;

/** The definition, if it stays inside the subset. Throws every place where it does not. */
export const withinSubset = (asl: string): Machine => {
  const parsed = Machine.safeParse(JSON.parse(asl));
  if (parsed.success) return parsed.data;
  throw new Error(
    `The lifecycle uses what the embedded interpreter does not do (Task, Choice, Pass, Succeed, Fail, Retry, Catch, TimeoutSeconds in JSONPath only):\n${z.prettifyError(parsed.error)}`,
  );
};
