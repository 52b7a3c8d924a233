import { type Call, maySee } from '../call.ts';
import { StoredCustomer } from '../customers/customer.ts';
import { NotFound } from '../errors.ts';
import { idPattern } from '../ids.ts';
import { formatMoney } from '../money/format-money.ts';
import { keys } from '../table/table-map.ts';
import { getRowsByKey } from '../table/table.ts';
import { StoredCredit } from './credit.ts';
import { type CreditProposal, proposeCredit } from './propose-credit.ts';
import { StoredScore } from './score-store.ts';

const pattern = idPattern('cus');

/** What a proposal is made from. */
export interface ProposalGround {
  customer: StoredCustomer;
  credit: StoredCredit;
  /** As stored, also when no settled invoice is left. */
  score: StoredScore | undefined;
}

/** Profile, credit and score in one read. 404 `customer_not_found`. */
export const loadProposal = async (id: string, call: Call): Promise<ProposalGround> => {
  const isAsked = pattern.test(id) && maySee(call, id);
  const rowOf = isAsked ? await getRowsByKey([keys.customer(id), keys.credit(id), keys.creditScore(id)]) : undefined;
  const customer = rowOf?.(keys.customer(id));
  if (!customer) throw new NotFound('customer_not_found', 'There is no such customer.');
  const score = rowOf?.(keys.creditScore(id));
  return {
    customer: StoredCustomer.parse(customer),
    credit: StoredCredit.parse(rowOf?.(keys.credit(id))),
    score: score && StoredScore.parse(score),
  };
};

/**
 * The proposal as it is answered. Its version adds up those of the three things it is made from: each only counts up, so
 * that no two proposals of a customer have the same.
 */
export const presentProposal = ({ customer, credit, score }: ProposalGround, { tenant }: Call): CreditProposal => {
  const standardNetDays = tenant.paymentTerms.netDays;
  const current = {
    limit: credit.limit,
    terms: customer.paymentTerms ?? { netDays: standardNetDays },
    standardNetDays,
  };
  const known = score && score.figures.invoices > 0 ? score : undefined;
  const { limit, terms } = proposeCredit(known, current, (amount) => formatMoney(amount, credit.currency, 'en'));
  return {
    score: known?.score,
    grade: known?.grade,
    currency: credit.currency,
    limit: { current: current.limit, ...limit },
    terms: { current: current.terms, ...terms },
    basedOn: known?.figures,
    scoredAt: known?.scoredAt,
    acceptedAt: known?.acceptedAt,
    version: customer.version + credit.version + (score?.version ?? 0),
  };
};
