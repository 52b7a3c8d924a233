import * as z from 'zod';
import type { Change, RuntimeStore } from '../runtime-store.ts';

const TokenOutcome = z.union([
  z.object({ ok: z.literal(true), answer: z.unknown() }),
  z.object({ ok: z.literal(false), errorType: z.string(), errorMessage: z.string() }),
]);

/** A token that is out. */
export const OpenToken = z.object({
  token: z.string(),
  /** Of which Task. */
  visit: z.int(),
  /**
   * asking: its function may not have been asked yet, or is under way. waiting: a timer runs besides. parked: nothing but
   * the token can move the execution, which is not in memory meanwhile.
   */
  stage: z.enum(['asking', 'waiting', 'parked']).default('asking'),
  /** What SendTaskSuccess or SendTaskFailure said, until the Task takes it up. */
  outcome: TokenOutcome.optional(),
});
export type OpenToken = z.infer<typeof OpenToken>;

export const ExecutionRow = z.object({
  name: z.string(),
  input: z.unknown(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  output: z.unknown().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  /** History entries kept so far. */
  events: z.int(),
  open: OpenToken.optional(),
});
export type ExecutionRow = z.infer<typeof ExecutionRow>;

/** After how many history entries. A replay goes on counting from there. */
const events = z.int().default(0);

/** How a visit of a Task ended for good: with a result, or with an error that a Catch took. */
export const JournalRow = z.union([
  z.object({ state: z.string(), events, result: z.unknown() }),
  z.object({ state: z.string(), events, error: z.string(), cause: z.string() }),
]);
export type JournalRow = z.infer<typeof JournalRow>;

export const HistoryRow = z.object({
  type: z.string(),
  at: z.string(),
  state: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
export type HistoryRow = z.infer<typeof HistoryRow>;

const ordinal = (n: number): string => n.toString().padStart(8, '0');

/** Where executions, their journals and histories lie, and how their keys are made. */
export const executionTables = (store: RuntimeStore) => {
  const executions = store.table('execution', ExecutionRow);
  const running = store.table('execution-running', z.literal(true));
  const ended = store.table('execution-ended', z.string());
  const journal = store.table('execution-journal', JournalRow);
  const history = store.table('execution-history', HistoryRow);
  return {
    store,
    executions,
    running,
    /** Names of ended executions under keys in the order of their ends. */
    ended,
    /** The results of an execution so far, by visit. */
    journalOf: async (name: string): Promise<Map<number, JournalRow>> => {
      const rows = await journal.list({ prefix: `${name}!` });
      return new Map(rows.map(({ key, row }) => [Number(key.slice(name.length + 1)), row]));
    },
    putJournal: (name: string, visit: number, row: JournalRow) => journal.put(`${name}!${ordinal(visit)}`, row),
    /** What goes and comes with the end of an execution: nobody needs its journal any more. */
    atEnd: ({ name, endedAt = '' }: ExecutionRow, visits: number): Change[] => [
      running.del(name),
      ended.put(`${endedAt}!${name}`, name),
      ...Array.from({ length: visits }, (_, index) => journal.del(`${name}!${ordinal(index + 1)}`)),
    ],
    historyOf: async (name: string): Promise<HistoryRow[]> =>
      (await history.list({ prefix: `${name}!` })).map(({ row }) => row),
    putHistory: (name: string, index: number, row: HistoryRow) => history.put(`${name}!${ordinal(index)}`, row),
    /** Everything that is left of an ended execution. */
    forget: async (endedKey: string, name: string): Promise<Change[]> => [
      ended.del(endedKey),
      executions.del(name),
      ...(await history.keys({ prefix: `${name}!` })).map((key) => history.del(key)),
    ],
  };
};
export type ExecutionTables = ReturnType<typeof executionTables>;
