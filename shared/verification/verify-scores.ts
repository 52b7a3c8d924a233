import * as z from 'zod';
import { ownShare, StoredScore } from '../credit/score-store.ts';
import { type Check, partitionOf, Sums, wrongCounters } from './check.ts';

const Shard = z.object({ customers: z.int(), points: z.int() });

/** Credit scores: what the average of the tenant is made from is what the scores of its customers add up to. */
export const scoreCheck = (): Check => {
  const told = new Sums();
  const facts = new Sums();
  const note = (sums: Sums, { customers, points }: z.infer<typeof Shard>): void => {
    sums.add('customers of the credit average', customers);
    sums.add('points of the credit average', points);
  };
  return {
    note: (row) => {
      const { noun } = partitionOf(row);
      if (noun === 'credit-average') note(told, Shard.parse(row));
      else if (noun === 'customer' && row['sk'] === 'credit-score') note(facts, ownShare(StoredScore.parse(row)));
    },
    findings: () => wrongCounters(told, facts),
  };
};
