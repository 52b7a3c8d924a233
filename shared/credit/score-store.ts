import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';
import { keys } from '../table/table-map.ts';
import { getRow, getRowsByKey, queryAllRows, queryRows, type Row, type RowQuery } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { SettledInvoice } from './payment-history.ts';
import { Grade, Score, scoredInvoices, ScoreReason, type TenantPoints } from './score.ts';

/** The score of a customer as stored; without a settled invoice it is nobody's, and only counts its versions. */
export const StoredScore = lazyObject(() => ({
  ...Score.shape,
  customerId: z.string(),
  scoredAt: z.iso.datetime(),
  /** When somebody gave the customer what this score proposes. */
  acceptedAt: z.iso.datetime().optional(),
  version: z.int().positive(),
}));
export type StoredScore = z.infer<typeof StoredScore>;

/** A score there was, as GET /v1/customers/{id}/credit/history answers it; null once no settled invoice was left. */
export const ScoreEntry = lazyObject(() => ({
  at: z.iso.datetime(),
  score: z.number().nullable(),
  grade: Grade.nullable(),
  invoices: z.int(),
  averageDaysLate: z.number(),
  shareLate: z.number(),
  reasons: z.array(ScoreReason),
  /** The invoice that was settled, or no longer is. */
  invoiceId: z.string(),
}));
export type ScoreEntry = z.infer<typeof ScoreEntry>;

/** A score that says something: one with a history behind it. */
export const knownScore = (row: Row | undefined): StoredScore | undefined => {
  const score = row && StoredScore.parse(row);
  return score && score.figures.invoices > 0 ? score : undefined;
};

export const scoreRow = (score: StoredScore): Row => ({ ...keys.creditScore(score.customerId), ...score });

export const entryRow = ({ customerId, version, ...score }: StoredScore, invoiceId: string): Row => {
  const { invoices, averageDaysLate, shareLate } = score.figures;
  const isKnown = invoices > 0;
  const entry: ScoreEntry = {
    at: score.scoredAt,
    score: isKnown ? score.score : null,
    grade: isKnown ? score.grade : null,
    invoices,
    averageDaysLate,
    shareLate,
    reasons: score.reasons,
    invoiceId,
  };
  return { ...keys.creditScoreEntry(customerId, version), ...entry };
};

const partition = (customerId: string): string => keys.creditScore(customerId).pk;

/** Every score there was. */
export const scoreEntriesOf = (customerId: string): RowQuery => ({
  pk: partition(customerId),
  prefix: `${keys.creditScore(customerId).sk}#`,
});

/** Those at these places of the partition, in order; null where an erasure was faster. */
export const loadScoreEntries = async (
  customerId: string,
  places: readonly string[],
): Promise<(ScoreEntry | null)[]> => {
  const wanted = places.map((sk) => ({ pk: partition(customerId), sk }));
  const rowOf = await getRowsByKey(wanted);
  return wanted.map((key) => {
    const row = rowOf(key);
    return row ? ScoreEntry.parse(row) : null;
  });
};

/** How every settled invoice was paid. */
export const settledInvoicesOf = (customerId: string): RowQuery => ({ pk: partition(customerId), prefix: 'settled#' });

/** The one at this place of the partition, if it is still there. */
export const loadSettled = async (customerId: string, sk: string): Promise<SettledInvoice[]> => {
  const row = await getRow({ pk: partition(customerId), sk });
  return row ? [SettledInvoice.parse(row)] : [];
};

/** The newest settled invoices by due date: one more than are scored, so that one can go. */
export const newestSettled = async (customerId: string): Promise<SettledInvoice[]> => {
  const { rows } = await queryRows({
    ...settledInvoicesOf(customerId),
    newestFirst: true,
    limit: scoredInvoices + 1,
  });
  return rows.map((row) => SettledInvoice.parse(row));
};

export const findSettled = async (customerId: string, dueDate: string, id: string) => {
  const row = await getRow(keys.settledInvoice(customerId, dueDate, id));
  return row && SettledInvoice.parse(row);
};

/** What the scores of all customers add up to lies in so many items: two customers seldom meet at the same one. */
const averageShards = 16;
const Shard = lazyObject(() => ({ customers: z.int(), points: z.int() }));

const shardOf = (customerId: string): number => (customerId.codePointAt(customerId.length - 1) ?? 0) % averageShards;

/** What the scores of all customers of the tenant add up to: one read of a few hundred bytes. */
export const tenantPoints = async (): Promise<TenantPoints> => {
  const rows = await queryAllRows({ pk: keys.scoreAverage(0).pk });
  return rows
    .map((row) => Shard.parse(row))
    .reduce((sum, one) => ({ customers: sum.customers + one.customers, points: sum.points + one.points }), {
      customers: 0,
      points: 0,
    });
};

/** What one customer adds to it. */
export const ownShare = (score: StoredScore | undefined): TenantPoints =>
  score === undefined || score.figures.invoices === 0
    ? { customers: 0, points: 0 }
    : { customers: 1, points: score.ownPoints };

/** Moves what a customer adds to the average from one score to the next, inside the transaction of the change. */
export const moveAverage = (
  work: Work,
  customerId: string,
  before: StoredScore | undefined,
  after: StoredScore | undefined,
): void => {
  const [old, next] = [ownShare(before), ownShare(after)];
  const add = { customers: next.customers - old.customers, points: next.points - old.points };
  if (add.customers !== 0 || add.points !== 0) work.update({ key: keys.scoreAverage(shardOf(customerId)), add });
};
