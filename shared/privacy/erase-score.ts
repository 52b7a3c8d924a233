import type { Call } from '../call.ts';
import { moveAverage, scoreEntriesOf, settledInvoicesOf, StoredScore } from '../credit/score-store.ts';
import { keys } from '../table/table-map.ts';
import { getRow, queryRows, type RowQuery } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';

const rowsPerStep = 50;

const deleteAll = async (query: RowQuery, call: Call): Promise<void> => {
  for (;;) {
    const { rows } = await queryRows({ ...query, limit: rowsPerStep });
    if (rows.length === 0) return;
    const work = new Work(call);
    for (const { pk, sk } of rows) work.delete({ pk: String(pk), sk: String(sk) });
    await work.commit();
  }
};

/**
 * What was concluded about the person from how they paid: scores, their history, and what they were computed from. The
 * average of all customers goes on without them. A person whose erasure has begun is not scored any more.
 */
export const eraseScore = async (customerId: string, call: Call): Promise<void> => {
  await deleteAll(scoreEntriesOf(customerId), call);
  await deleteAll(settledInvoicesOf(customerId), call);
  await deciding(async () => {
    const key = keys.creditScore(customerId);
    const row = await getRow(key);
    if (!row) return;
    const before = StoredScore.parse(row);
    const work = new Work(call);
    work.delete(key, { version: before.version });
    moveAverage(work, customerId, before, undefined);
    await work.commit();
  });
};
