import * as z from 'zod';
import { lazyObject, lazyStrictObject } from '../lazy-object.ts';
import { PaymentTerms } from '../customers/customer.ts';
import { CurrencyCode } from '../products/product.ts';
import { type Grade, gradeOf, ScoreFigures, Grade as GradeSchema } from './score.ts';

/** Fewer settled invoices are no ground to change anything on. */
const enoughInvoices = 3;
/** Between companies longer terms need an agreement of their own (directive 2011/7/EU, article 3). */
const longestTerms = 60;
const largestLimit = 1_000_000_000_000;

const Reason = lazyObject(() => ({ code: z.string(), detail: z.string() }));
type Reason = z.infer<typeof Reason>;

/** GET /v1/customers/{id}/credit/proposal. Limits in minor units; score, grade and `basedOn` are absent until known. */
export const CreditProposal = lazyObject(() => ({
  score: z.number().optional(),
  grade: GradeSchema.optional(),
  currency: CurrencyCode,
  limit: z.object({ current: z.int(), proposed: z.int(), reasons: z.array(Reason) }),
  terms: z.object({ current: PaymentTerms, proposed: PaymentTerms, reasons: z.array(Reason) }),
  basedOn: ScoreFigures.optional(),
  scoredAt: z.iso.datetime().optional(),
  /** When what stands here was accepted last. */
  acceptedAt: z.iso.datetime().optional(),
  version: z.int(),
}));
export type CreditProposal = z.infer<typeof CreditProposal>;

/** What POST /v1/customers/{id}/credit/proposal/accept takes: the version of the proposal that was read. */
export const AcceptProposal = lazyStrictObject(() => ({ version: z.int().check(z.gte(0)) }));
export type AcceptProposal = z.infer<typeof AcceptProposal>;

interface Rule {
  /** Months of invoices the limit is to cover. */
  months: number;
  limit: (current: number, need: number) => number;
  limitInWords: string;
  netDays: (current: number, standard: number) => number;
  termsInWords: string;
}

/** What each grade is given. A limit that is there is taken from nobody who pays well. */
const rules: Readonly<Record<Grade, Rule>> = {
  A: {
    months: 3,
    limit: Math.max,
    limitInWords: 'three months of invoices, and no less than there is',
    netDays: (current, standard) => Math.max(current, Math.min(longestTerms, Math.floor(standard * 1.5))),
    termsInWords: 'half as long again as the standard terms, at most 60 days, and no less than there is',
  },
  B: {
    months: 2,
    limit: Math.max,
    limitInWords: 'two months of invoices, and no less than there is',
    netDays: (current) => current,
    termsInWords: 'the terms stay',
  },
  C: {
    months: 1.5,
    limit: (current) => current,
    limitInWords: 'the limit stays',
    netDays: Math.min,
    termsInWords: 'no longer than the standard terms',
  },
  D: {
    months: 1,
    limit: Math.min,
    limitInWords: 'one month of invoices, and no more than there is',
    netDays: (current, standard) => Math.min(current, Math.floor(standard / 2)),
    termsInWords: 'no longer than half the standard terms',
  },
  E: {
    months: 0,
    limit: () => 0,
    limitInWords: 'no credit: orders are paid before they ship or wait for a reviewer',
    netDays: () => 0,
    termsInWords: 'due on issue',
  },
};

/** Upwards to two digits that count: a limit of 81,448 is nobody's intention. */
const toRoundFigure = (amount: number): number => {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, amount))) - 1);
  return Math.min(largestLimit, Math.ceil(amount / step) * step);
};

export interface Current {
  limit: number;
  terms: PaymentTerms;
  /** The tenant's own. */
  standardNetDays: number;
}

export interface Proposed {
  limit: { proposed: number; reasons: Reason[] };
  terms: { proposed: PaymentTerms; reasons: Reason[] };
}

/** A discount for paying early ends with the terms at the latest. */
const withNetDays = ({ earlyPayment }: PaymentTerms, netDays: number): PaymentTerms => ({
  netDays,
  ...(earlyPayment && {
    earlyPayment: { ...earlyPayment, withinDays: Math.min(earlyPayment.withinDays, netDays) },
  }),
});

/** As it is: there is no ground to change it on. */
const asItIs = ({ limit, terms }: Current, invoices: number): Proposed => {
  const reasons = [
    {
      code: 'little_history',
      detail: `${invoices} of ${enoughInvoices} invoices are settled that a proposal needs: everything stays.`,
    },
  ];
  return { limit: { proposed: limit, reasons }, terms: { proposed: terms, reasons } };
};

/**
 * The limit and the terms a customer of this score should have, each with its reasons; no better score gives less.
 * `figures` undefined: nothing is settled yet.
 */
export const proposeCredit = (
  scored: { score: number; figures: ScoreFigures } | undefined,
  current: Current,
  show: (amount: number) => string,
): Proposed => {
  const invoices = scored?.figures.invoices ?? 0;
  if (!scored || invoices < enoughInvoices) return asItIs(current, invoices);
  const grade = gradeOf(scored.score);
  const rule = rules[grade];
  const { monthlyAmount } = scored.figures;
  const { limit, terms, standardNetDays } = current;
  return {
    limit: {
      proposed: rule.limit(limit, toRoundFigure(monthlyAmount * rule.months)),
      reasons: [
        { code: 'monthly_amount', detail: `Invoices for ${show(monthlyAmount)} in thirty days.` },
        { code: `grade_${grade.toLowerCase()}`, detail: `Grade ${grade} (${scored.score}): ${rule.limitInWords}.` },
      ],
    },
    terms: {
      proposed: withNetDays(terms, rule.netDays(terms.netDays, standardNetDays)),
      reasons: [
        {
          code: `grade_${grade.toLowerCase()}`,
          detail: `Grade ${grade} (${scored.score}): ${rule.termsInWords}. The standard is ${standardNetDays} days.`,
        },
      ],
    },
  };
};
