import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { documentClient, patiently } from '../aws/clients.ts';
import { env } from '../env.ts';
import type { Row } from '../table/table.ts';
import { type Check, partitionOf } from './check.ts';
import { creditNoteCheck } from './verify-credit-notes.ts';
import { exposureCheck } from './verify-exposure.ts';
import { ledgerCheck } from './verify-ledger.ts';
import { registerCheck } from './verify-register.ts';
import { returnCheck } from './verify-returns.ts';
import { scoreCheck } from './verify-scores.ts';
import { stockCheck } from './verify-stock.ts';

/** Events: numbered from 1 without a gap under each subject. */
const eventCheck = (): Check => {
  const counts = new Map<string, { count: number; last: number }>();
  return {
    note: (row) => {
      if (!String(row['sk']).startsWith('event#')) return;
      const subject = String(row['pk']);
      const { count, last } = counts.get(subject) ?? { count: 0, last: 0 };
      counts.set(subject, { count: count + 1, last: Math.max(last, Number(row['sequence'])) });
    },
    findings: () =>
      [...counts].flatMap(([subject, { count, last }]) =>
        count === last ? [] : [`${subject} has ${count} events, the last is number ${last}.`],
      ),
  };
};

/** Every item of the table, page after page, strongly consistent. For tools: it reads, and costs, the whole table. */
export const everyItem = async function* (): AsyncGenerator<Row> {
  let start: Row | undefined;
  do {
    const page = await documentClient().send(
      new ScanCommand({ TableName: env().TABLE_NAME, ConsistentRead: true, ExclusiveStartKey: start }),
      patiently,
    );
    yield* page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start);
};

export interface Verified {
  /** How many of each kind were looked at: what was verified, not only that it was. */
  counts: Readonly<Record<string, number>>;
  findings: readonly string[];
}

/**
 * Adds everything up from the facts and compares: books, exposure, registers, credit notes, returns, stock, credit scores,
 * events. Nothing may write meanwhile: a scan is no single instant.
 */
export const verifyTable = async (rows: AsyncIterable<Row>): Promise<Verified> => {
  const checks = [
    ledgerCheck(),
    exposureCheck(),
    registerCheck(),
    creditNoteCheck(),
    returnCheck(),
    stockCheck(),
    scoreCheck(),
    eventCheck(),
  ];
  const counts: Record<string, number> = {};
  for await (const row of rows) {
    const { noun } = partitionOf(row);
    const kind = String(row['sk']).startsWith('event#') ? 'event' : noun;
    counts[kind] = (counts[kind] ?? 0) + 1;
    for (const check of checks) check.note(row);
  }
  return { counts, findings: checks.flatMap((check) => check.findings()) };
};
