import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';
import { daysBetween } from '../dates.ts';
import type { SettledInvoice } from './payment-history.ts';

/** The score is computed from this many of the newest settled invoices, by due date. */
export const scoredInvoices = 100;

/** What a customer is taken for while nobody of the tenant has paid anything. */
const neutral = 70;
/** So many invoices' worth of the average of all others stands beside the customer's own. */
const borrowed = 4;

export const Grade = z.enum(['A', 'B', 'C', 'D', 'E']);
export type Grade = z.infer<typeof Grade>;

/** The lowest score of each grade. */
const grades: readonly [Grade, number][] = [
  ['A', 80],
  ['B', 65],
  ['C', 50],
  ['D', 35],
];

/** The grade of a score: A from 80, B from 65, C from 50, D from 35, else E. */
export const gradeOf = (score: number): Grade => grades.find(([, lowest]) => score >= lowest)?.[0] ?? 'E';

/** A part of a score, in figures, and the points it costs (negative) or brings. */
export const ScoreReason = lazyObject(() => ({ code: z.string(), detail: z.string(), points: z.number() }));
export type ScoreReason = z.infer<typeof ScoreReason>;

/** The figures behind a score. Amounts in minor units, days to one decimal, shares from 0 to 1. */
export const ScoreFigures = lazyObject(() => ({
  invoices: z.int(),
  amount: z.int(),
  averageDaysLate: z.number(),
  recentDaysLate: z.number(),
  olderDaysLate: z.number(),
  shareLate: z.number(),
  writtenOff: z.int(),
  disputes: z.int(),
  brokenPromises: z.int(),
  relationshipDays: z.int(),
  /** What was invoiced in thirty days. */
  monthlyAmount: z.int(),
}));
export type ScoreFigures = z.infer<typeof ScoreFigures>;

export const Score = lazyObject(() => ({
  /** 0 to 100, one decimal. */
  score: z.number(),
  grade: Grade,
  /** What the customer's own history alone is worth, hundredths of a point. */
  ownPoints: z.int(),
  figures: ScoreFigures,
  reasons: z.array(ScoreReason),
}));
export type Score = z.infer<typeof Score>;

/** What is added up over the customers of a tenant that have a history. */
export interface TenantPoints {
  customers: number;
  /** Sum of their `ownPoints`. */
  points: number;
}

/** The average of a tenant's customers, 0 to 100. */
export const averageOf = ({ customers, points }: TenantPoints): number =>
  customers > 0 ? points / customers / 100 : neutral;

export interface ScoreFacts {
  /** In any order; those beyond the newest hundred by due date are left out. */
  settled: readonly SettledInvoice[];
  /** Disputes that were decided against the customer. */
  disputes: number;
  brokenPromises: number;
  /** The day the customer was recorded. */
  customerSince: string;
  /** The average of the tenant's other customers, 0 to 100. */
  average: number;
}

const byDueDate = (a: SettledInvoice, b: SettledInvoice): number =>
  `${a.dueDate}#${a.invoiceId}` < `${b.dueDate}#${b.invoiceId}` ? 1 : -1;

const amountOf = (some: readonly SettledInvoice[]): number => some.reduce((sum, one) => sum + one.amount, 0);

/** Days late, weighted by amount; 0 of none. */
const lateness = (some: readonly SettledInvoice[]): number => {
  const amount = amountOf(some);
  return amount === 0 ? 0 : some.reduce((sum, one) => sum + one.amount * one.daysLate, 0) / amount;
};

const toOneDecimal = (value: number): number => Math.round(value * 10) / 10;
const toHundredths = (value: number): number => Math.round(value * 100);
const inDays = (value: number): string => value.toFixed(1);
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const monthlyOf = (settled: readonly SettledInvoice[]): number => {
  const days = settled.map((one) => one.issueDate).toSorted();
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return Math.round((amountOf(settled) * 30) / Math.max(30, daysBetween(first, last) + 1));
};

interface Measured {
  /** Unrounded. */
  average: number;
  recent: number;
  older: number;
  shareLate: number;
  newer: readonly SettledInvoice[];
  figures: ScoreFigures;
}

/**
 * The figures. The age of the relationship is that on the day of the newest invoice, and halves are made by due date:
 * neither depends on when anything was paid.
 */
const measure = ({ settled, disputes, brokenPromises, customerSince }: ScoreFacts): Measured => {
  const window = settled.toSorted(byDueDate).slice(0, scoredInvoices);
  const newer = window.slice(0, Math.ceil(window.length / 2));
  const amount = amountOf(window);
  const late = amountOf(window.filter((one) => one.daysLate > 0));
  const newest = window.map((one) => one.issueDate).reduce((a, b) => (a > b ? a : b), customerSince);
  const [average, recent, older] = [lateness(window), lateness(newer), lateness(window.slice(newer.length))];
  const shareLate = amount === 0 ? 0 : late / amount;
  return {
    average,
    recent,
    older,
    shareLate,
    newer,
    figures: {
      invoices: window.length,
      amount,
      averageDaysLate: toOneDecimal(average),
      recentDaysLate: toOneDecimal(recent),
      olderDaysLate: toOneDecimal(older),
      shareLate: Math.round(shareLate * 1000) / 1000,
      writtenOff: window.filter((one) => one.settledOn === undefined).length,
      disputes,
      brokenPromises,
      relationshipDays: Math.max(0, daysBetween(customerSince, newest)),
      monthlyAmount: monthlyOf(window),
    },
  };
};

const trendWord = ({ recent, older }: Measured): string => {
  if (toOneDecimal(recent) === toOneDecimal(older)) return 'as before';
  return recent > older ? 'slower than before' : 'faster than before';
};

/** What can only cost points. */
const costs = ({ figures }: Measured): [code: string, detail: string, points: number][] => {
  const { invoices, writtenOff, disputes, brokenPromises, relationshipDays } = figures;
  return [
    ['written_off', `${writtenOff} of ${counted(invoices, 'invoice', 'invoices')} written off`, 15 * writtenOff],
    ['disputes', `${counted(disputes, 'dispute', 'disputes')} decided against the customer`, 5 * disputes],
    ['broken_promises', `${counted(brokenPromises, 'promise', 'promises')} to pay broken`, 8 * brokenPromises],
    [
      'relationship',
      `a customer for ${counted(relationshipDays, 'day', 'days')} at the newest invoice; a year counts in full`,
      10 * Math.max(0, 1 - relationshipDays / 365),
    ],
  ];
};
const mostOf: Readonly<Record<string, number>> = { written_off: 45, disputes: 15, broken_promises: 24 };

/**
 * What each part costs. A day late costs a point on average, and in the newer half another one: the trend shows, and still
 * no payment that comes later can make up for itself.
 */
const reasonsOf = (measured: Measured): ScoreReason[] => {
  const { average, recent, shareLate, newer, figures } = measured;
  const { invoices, recentDaysLate, olderDaysLate } = figures;
  const older = invoices - newer.length;
  const trend =
    older === 0
      ? `the newest invoice ${inDays(recentDaysLate)} days late`
      : `the newer ${newer.length} of them ${inDays(recentDaysLate)} days late, the older ${older} ${inDays(olderDaysLate)}: ${trendWord(measured)}`;
  return [
    {
      code: 'days_late',
      detail: `pays ${inDays(figures.averageDaysLate)} days late on average, weighted by amount, over ${counted(invoices, 'invoice', 'invoices')}`,
      points: -average,
    },
    { code: 'trend', detail: trend, points: -recent },
    {
      code: 'share_late',
      detail: `${(shareLate * 100).toFixed(1)} % of the amount was paid after its due date`,
      points: -20 * shareLate,
    },
    ...costs(measured)
      .map(([code, detail, points]) => ({ code, detail, points: -Math.min(points, mostOf[code] ?? points) }))
      .filter(({ points }) => points < 0),
  ];
};

const told = (reasons: readonly ScoreReason[]): ScoreReason[] =>
  // Adding 0 makes a plain zero of a negative one.
  reasons.map(({ points, ...one }) => ({ ...one, points: toOneDecimal(points) + 0 }));

/**
 * The score of a customer from facts alone, 0 (worst) to 100: the same facts in any order give the same score, and no
 * invoice paid later gives a higher one. Four invoices' worth of the average of the tenant's other customers stand beside
 * the customer's own history; without any history the score is that average.
 */
export const scoreOf = (facts: ScoreFacts): Score => {
  const measured = measure(facts);
  const { figures } = measured;
  const { invoices } = figures;
  const parts = invoices === 0 ? [] : reasonsOf(measured);
  const own = Math.min(100, Math.max(0, 100 + parts.reduce((sum, one) => sum + one.points, 0)));
  const ownPoints = invoices === 0 ? 0 : toHundredths(own);
  const shrunk = (invoices * (ownPoints / 100) + borrowed * facts.average) / (invoices + borrowed);
  const score = Math.min(100, Math.max(0, toOneDecimal(shrunk)));
  const little: ScoreReason = {
    code: 'little_history',
    detail:
      invoices === 0
        ? `no invoice is settled yet: the average of the other customers, ${facts.average.toFixed(1)}`
        : `${invoices} of ${invoices + borrowed} parts are the customer’s own ${(ownPoints / 100).toFixed(1)}, ${borrowed} the average of the other customers, ${facts.average.toFixed(1)}`,
    points: shrunk - (invoices === 0 ? 100 : ownPoints / 100),
  };
  return { score, grade: gradeOf(score), ownPoints, figures, reasons: told([...parts, little]) };
};
