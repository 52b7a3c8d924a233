import * as z from 'zod';
import type { RuntimeStore } from '../runtime-store.ts';

/** A token that is out: the function may be asked already or still be under way. */
const OpenToken = z.object({ token: z.string(), visit: z.int(), asked: z.boolean() });

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

/** How a visit of a Task ended for good: with a result, or with an error that a Catch took. */
export const JournalRow = z.union([
  z.object({ state: z.string(), result: z.unknown() }),
  z.object({ state: z.string(), error: z.string(), cause: z.string() }),
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
  const journal = store.table('execution-journal', JournalRow);
  const history = store.table('execution-history', HistoryRow);
  return {
    store,
    executions,
    running,
    /** The results of an execution so far, by visit. */
    journalOf: async (name: string): Promise<Map<number, JournalRow>> => {
      const rows = await journal.list({ prefix: `${name}!` });
      return new Map(rows.map(({ key, row }) => [Number(key.slice(name.length + 1)), row]));
    },
    putJournal: (name: string, visit: number, row: JournalRow) => journal.put(`${name}!${ordinal(visit)}`, row),
    historyOf: async (name: string): Promise<HistoryRow[]> =>
      (await history.list({ prefix: `${name}!` })).map(({ row }) => row),
    putHistory: (name: string, index: number, row: HistoryRow) => history.put(`${name}!${ordinal(index)}`, row),
  };
};
export type ExecutionTables = ReturnType<typeof executionTables>;
