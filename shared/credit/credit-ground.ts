import type { Call } from '../call.ts';
import { daysBetween } from '../dates.ts';
import { findOverdueInvoices } from '../invoices/invoice-store.ts';
import { sumOf } from '../money/money.ts';
import type { Condition } from '../table/expression.ts';
import type { StoredCredit } from './credit.ts';
import { loadCredit, type MoveGround } from './credit-store.ts';
import type { CreditCase, Overdue } from './decide-credit.ts';

/** What credit decisions about a customer stand on, as read. */
export interface CreditGround {
  credit: StoredCredit;
  /** Whose limit counts: the head of the customer's group, or the customer itself. */
  head: StoredCredit;
  overdue: Overdue;
}

const nothingOverdue: Overdue = { days: 0, amount: 0 };

/** What is overdue of a customer; read only where the tenant's policy asks, and something is due at all. */
const overdueOf = async ({ customerId, receivables }: StoredCredit, call: Call): Promise<Overdue> => {
  const { graceDaysOverdue, rejectAfterDaysOverdue } = call.tenant.creditPolicy;
  if (receivables <= 0 || (graceDaysOverdue ?? rejectAfterDaysOverdue) === undefined) return nothingOverdue;
  const invoices = await findOverdueInvoices(customerId, call.today, call);
  const days = Math.max(0, ...invoices.map((invoice) => daysBetween(invoice.dueDate, call.today)));
  return { days, amount: sumOf(invoices.map((invoice) => invoice.totals.due)) };
};

/** The ground for decisions about the customer of this credit. */
export const groundOf = async (credit: StoredCredit, call: Call): Promise<CreditGround> => {
  const { customerId, group } = credit;
  const [head, overdue] = await Promise.all([
    group === undefined || group === customerId ? credit : loadCredit(group),
    overdueOf(credit, call),
  ]);
  return { credit, head, overdue };
};

/** The same, read for it. */
export const loadGround = async (customerId: string, call: Call): Promise<CreditGround> =>
  groundOf(await loadCredit(customerId), call);

/** What the customer, or its group, uses. */
export const usedOf = ({ head }: Pick<CreditGround, 'head'>): number => head.groupUsed ?? head.used;

/** The part of a case that follows from the ground. A hold of the head is one of the whole group. */
export const caseOf = (ground: CreditGround): Pick<CreditCase, 'hold' | 'limit' | 'used' | 'overdue'> => {
  const { credit, head, overdue } = ground;
  return { hold: credit.hold === 'auto' ? head.hold : credit.hold, limit: head.limit, used: usedOf(ground), overdue };
};

/**
 * The conditions a decision stands on. `adds`: what the exposure may rise by at most without leaving the limit; undefined
 * when the limit was not what allowed the order.
 */
export const conditionsOf = ({ credit, head }: CreditGround, adds: number | undefined): MoveGround => {
  const fits: Condition[] =
    adds === undefined || adds <= 0
      ? []
      : [{ attribute: head.group === undefined ? 'used' : 'groupUsed', is: '<=', value: head.limit - adds }];
  const own: Condition[] = [
    { attribute: 'limit', is: '=', value: credit.limit },
    { attribute: 'hold', is: '=', value: credit.hold },
    { attribute: 'erasedAt', is: 'absent' },
  ];
  const { group } = credit;
  if (credit === head) return { group, own: [...own, ...fits], head: [] };
  const ofHead: Condition[] = [
    { attribute: 'limit', is: '=', value: head.limit },
    { attribute: 'hold', is: '=', value: head.hold },
    ...fits,
  ];
  return { group, own, head: ofHead };
};
