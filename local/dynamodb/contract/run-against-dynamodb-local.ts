import { type CaseResult, contract, runCase } from './contract.ts';
import type { Target } from './contract-case.ts';
import { NotHere, startDynamoDbLocal } from './dynamodb-local.ts';
import { knownDifferences } from './known-differences.ts';
import { embeddedTarget, localTarget } from './targets.ts';

const runAll = async (target: Target): Promise<CaseResult[]> => {
  const results: CaseResult[] = [];
  try {
    for (const one of contract) results.push(await runCase(target, one));
  } finally {
    await target.close();
  }
  return results;
};

const known = (engine: string, id: string) => knownDifferences.find((one) => one.engine === engine && one.case === id);

const word = (engine: string, { id, agrees }: CaseResult): string => {
  const difference = known(engine, id);
  if (agrees) return difference ? 'AGREES, but is listed' : 'as AWS';
  return difference ? 'known difference' : 'DIFFERS';
};

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const report = (engines: readonly { name: string; results: readonly CaseResult[] }[]): number => {
  print(`| case | ${engines.map(({ name }) => name).join(' | ')} | what is expected |`);
  print(`|---|${engines.map(() => '---|').join('')}---|`);
  for (const [n, one] of contract.entries()) {
    const words = engines.map(({ name, results }) => (results[n] ? word(name, results[n]) : 'missing'));
    print(`| ${one.id} | ${words.join(' | ')} | ${one.name} |`);
  }
  let unexplained = 0;
  for (const { name, results } of engines) {
    for (const result of results) {
      const difference = known(name, result.id);
      if (difference && !result.agrees)
        print(`\n${result.id} on ${name}: ${difference.differs}\n  Why: ${difference.reason}`);
      if (result.agrees === (difference === undefined)) continue;
      unexplained += 1;
      print(`\nUNEXPLAINED ${result.id} on ${name}: ${result.name}\n  observed: ${JSON.stringify(result.observed)}`);
    }
  }
  print(`\n${contract.length} cases on ${engines.length} engines, ${unexplained} unexplained differences`);
  return unexplained;
};

const main = async (): Promise<void> => {
  const local = await startDynamoDbLocal('memory');
  try {
    const embedded = await runAll(await embeddedTarget(null));
    const amazons = await runAll(await localTarget(local.endpoint));
    const unexplained = report([
      { name: 'embedded', results: embedded },
      { name: 'DynamoDB Local', results: amazons },
    ]);
    if (unexplained > 0) process.exitCode = 1;
  } finally {
    await local.stop();
  }
};

await main().catch((error: unknown) => {
  if (!(error instanceof NotHere)) throw error;
  print(`Skipped: ${error.message}`);
});
