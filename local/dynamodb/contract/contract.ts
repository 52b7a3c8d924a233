import { isDeepStrictEqual } from 'node:util';
import { batchCases } from './batch-cases.ts';
import { capacityCases } from './capacity-cases.ts';
import { conditionCases } from './condition-cases.ts';
import { Bench, type ContractCase, type Target } from './contract-case.ts';
import { indexCases } from './index-cases.ts';
import { limitCases } from './limit-cases.ts';
import { queryCases } from './query-cases.ts';
import { singleVerbCases } from './single-verb-cases.ts';
import { streamCases } from './stream-cases.ts';
import { tableCases } from './table-cases.ts';
import { transactionCases } from './transaction-cases.ts';
import { updateCases } from './update-cases.ts';

const groups: Readonly<Record<string, readonly ContractCase[]>> = {
  single: singleVerbCases,
  condition: conditionCases,
  update: updateCases,
  transaction: transactionCases,
  limit: limitCases,
  index: indexCases,
  query: queryCases,
  batch: batchCases,
  capacity: capacityCases,
  stream: streamCases,
  table: tableCases,
};

/** A case with the partition key it works on: its group and its place in it. */
export interface NumberedCase extends ContractCase {
  id: string;
}

/** What the product relies on DynamoDB to do, and what AWS refuses. Every engine is asked the same. */
export const contract: readonly NumberedCase[] = Object.entries(groups).flatMap(([group, cases]) =>
  cases.map((one, n) => ({ ...one, id: `${group}-${n + 1}` })),
);

/** Members that are undefined are as good as missing; prototypes say nothing. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null || value instanceof Set || value instanceof Uint8Array) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [[name, plain(member)]])),
  );
};

export interface CaseResult {
  id: string;
  name: string;
  agrees: boolean;
  observed: unknown;
}

/** Runs a case on an engine. Whatever it throws is what was observed. */
export const runCase = async (target: Target, one: NumberedCase): Promise<CaseResult> => {
  const { id, name, expected } = one;
  const observed = plain(await one.observe(new Bench(target, id)).catch((error: unknown) => `threw ${String(error)}`));
  return { id, name, agrees: isDeepStrictEqual(observed, plain(expected)), observed };
};
