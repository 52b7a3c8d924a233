import * as z from 'zod';
import { lazyObject } from '../lazy-object.ts';
import type { Grade } from './score.ts';

/** What a reviewer is advised to do with a held order, and why. */
export const SuggestedDecision = lazyObject(() => ({
  decision: z.enum(['approve', 'reject', 'ask_prepayment', 'collect_overdue_first']),
  reasons: z.array(z.object({ code: z.string(), detail: z.string() })),
}));
export type SuggestedDecision = z.infer<typeof SuggestedDecision>;

/** What it is decided on. Amounts gross, minor units; days past due. */
export interface ReviewFacts {
  exposure: { used: number; limit: number; afterOrder: number };
  overdue: { count: number; amount: number; oldestDays: number };
  /** Score and grade are null until an invoice is settled. */
  payments: { invoices: number; averageDaysLate: number | null; score: number | null; grade: Grade | null };
}

/** So long past due, nothing more is sold on credit. */
const hopelessDays = 90;
/** So long past due, it is no oversight. */
const seriousDays = 30;
const enoughInvoices = 3;
/** So many times the limit may be used by customers of a grade. */
const stretchOf: Readonly<Record<Grade, number>> = { A: 2, B: 1.5, C: 1.1, D: 1, E: 0 };

interface Rule {
  decision: SuggestedDecision['decision'];
  code: string;
  detail: string;
  when: (facts: ReviewFacts) => boolean;
}

const hasGrade =
  (...grades: readonly Grade[]) =>
  ({ payments: { grade } }: ReviewFacts): boolean =>
    grade !== null && grades.includes(grade);

const isWithin = ({ exposure: { afterOrder, limit } }: ReviewFacts, times: number): boolean =>
  afterOrder <= limit * times;

/** The first that is true decides. */
const rules: readonly Rule[] = [
  {
    decision: 'reject',
    code: 'long_overdue',
    detail: `An invoice is more than ${hopelessDays} days past due.`,
    when: ({ overdue }) => overdue.oldestDays > hopelessDays,
  },
  {
    decision: 'reject',
    code: 'worst_payer_overdue',
    detail: 'The customer is of grade E and has overdue invoices.',
    when: (facts) => hasGrade('E')(facts) && facts.overdue.count > 0,
  },
  {
    decision: 'ask_prepayment',
    code: 'worst_payer',
    detail: 'The customer is of grade E.',
    when: hasGrade('E'),
  },
  {
    decision: 'collect_overdue_first',
    code: 'seriously_overdue',
    detail: `An invoice is more than ${seriousDays} days past due.`,
    when: ({ overdue }) => overdue.oldestDays > seriousDays,
  },
  {
    decision: 'collect_overdue_first',
    code: 'overdue',
    detail: 'Invoices are overdue, and the customer is not known for paying soon.',
    when: (facts) => facts.overdue.count > 0 && !hasGrade('A', 'B')(facts),
  },
  {
    decision: 'approve',
    code: 'within_limit',
    detail: 'The order is within the limit.',
    when: (facts) => isWithin(facts, 1),
  },
  {
    decision: 'ask_prepayment',
    code: 'little_history',
    detail: `Fewer than ${enoughInvoices} invoices are settled: nobody knows how the customer pays.`,
    when: ({ payments }) => payments.invoices < enoughInvoices,
  },
  {
    decision: 'approve',
    code: 'good_payer',
    detail: 'The order is over the limit, but not by more than a customer of this grade is good for.',
    when: (facts) => isWithin(facts, facts.payments.grade === null ? 0 : stretchOf[facts.payments.grade]),
  },
];

const otherwise: Omit<Rule, 'when'> = {
  decision: 'ask_prepayment',
  code: 'far_over_limit',
  detail: 'The order is further over the limit than a customer of this grade is good for.',
};

const figuresOf = ({ exposure, overdue, payments }: ReviewFacts, show: (amount: number) => string) => {
  const { invoices, averageDaysLate, score, grade } = payments;
  return [
    {
      code: 'exposure',
      detail: `${show(exposure.afterOrder)} of ${show(exposure.limit)} used with this order, ${show(exposure.used)} without it.`,
    },
    {
      code: 'overdue_invoices',
      detail:
        overdue.count === 0
          ? 'Nothing is overdue.'
          : `${show(overdue.amount)} overdue on ${overdue.count} ${overdue.count === 1 ? 'invoice' : 'invoices'}, the oldest by ${overdue.oldestDays} days.`,
    },
    {
      code: 'payment_history',
      detail:
        score === null
          ? 'No invoice is settled yet.'
          : `Grade ${grade} (${score}): pays ${averageDaysLate?.toFixed(1)} days late on average, over ${invoices} ${invoices === 1 ? 'invoice' : 'invoices'}.`,
    },
  ];
};

/** What the facts speak for: the reason that decides first, then the figures. A reviewer is free to decide otherwise. */
export const suggestDecision = (facts: ReviewFacts, show: (amount: number) => string): SuggestedDecision => {
  const { decision, code, detail } = rules.find(({ when }) => when(facts)) ?? otherwise;
  return { decision, reasons: [{ code, detail }, ...figuresOf(facts, show)] };
};
