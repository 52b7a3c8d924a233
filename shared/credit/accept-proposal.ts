import type { Call } from '../call.ts';
import type { StoredCustomer } from '../customers/customer.ts';
import { customerSubject, requireNotErased, saveCustomer } from '../customers/customer-store.ts';
import { requireVersion } from '../errors.ts';
import type { Condition } from '../table/expression.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import type { AcceptProposal, CreditProposal } from './propose-credit.ts';
import { loadProposal, presentProposal, type ProposalGround } from './read-proposal.ts';

const unchanged = (version: number): Condition[] => [{ attribute: 'version', is: '=', value: version }];

/** The proposed terms go into the profile. */
const setTerms = (work: Work, { customer }: ProposalGround, terms: CreditProposal['terms']): StoredCustomer => {
  const next = { ...customer, paymentTerms: terms.proposed, version: customer.version + 1 };
  work.raise(customerSubject(next), 'customer.updated', { customerId: customer.id, changed: ['paymentTerms'] });
  return next;
};

const isSameTerms = ({ current, proposed }: CreditProposal['terms']): boolean =>
  JSON.stringify(current) === JSON.stringify(proposed);

/**
 * Gives a customer exactly the limit and the terms that are proposed, in one transaction. 412 `stale_version` when the
 * proposal is another than the one that was read: its score, the limit, or the profile changed meanwhile.
 */
export const acceptProposal = (
  id: string,
  { version }: AcceptProposal,
  ifMatch: number | undefined,
  call: Call,
): Promise<CreditProposal> =>
  deciding(async () => {
    const ground = await loadProposal(id, call);
    const proposal = presentProposal(ground, call);
    requireNotErased(ground.customer);
    requireVersion(proposal.version, version);
    requireVersion(proposal.version, ifMatch);
    const { customer: before, credit, score } = ground;
    const { limit, terms } = proposal;
    const work = new Work(call);
    let customer = { ...before };
    let nextCredit = credit;
    if (!isSameTerms(terms)) customer = setTerms(work, ground, terms);
    if (limit.proposed !== limit.current) {
      work.raise(customerSubject(customer), 'credit.limit_changed', {
        customerId: id,
        limit: limit.proposed,
        previousLimit: limit.current,
        currency: credit.currency,
      });
      nextCredit = { ...credit, limit: limit.proposed, version: credit.version + 1 };
      work.update({
        key: keys.credit(id),
        set: { limit: limit.proposed },
        add: { version: 1 },
        when: unchanged(credit.version),
      });
    } else work.require(keys.credit(id), unchanged(credit.version));
    if (customer.version !== before.version) saveCustomer(work, before, customer);
    else {
      // The profile counts the customer's events, whatever they are about.
      work.update({
        key: keys.customer(id),
        set: { sequence: customer.sequence },
        when: [...unchanged(before.version), { attribute: 'sequence', is: '=', value: before.sequence }],
      });
    }
    if (score) {
      work.update({ key: keys.creditScore(id), set: { acceptedAt: call.at }, when: unchanged(score.version) });
    } else work.require(keys.creditScore(id), ['missing']);
    const accepted = score && { ...score, acceptedAt: call.at };
    const answer = presentProposal({ customer, credit: nextCredit, score: accepted }, call);
    work.answer(200, answer);
    await work.commit();
    return answer;
  });
