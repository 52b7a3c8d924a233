import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runLoad } from '../test/local/dynamodb/crash/kill.ts';
import { type Findings, verify } from '../test/local/dynamodb/crash/verify.ts';
import { machine, table } from './machine.ts';

/*
 * npm run bench:crash: a process that writes to the embedded table as fast as it can dies by SIGKILL 30 times at random
 * moments; after each death everything it acknowledged is compared with what is there.
 */

const kills = Number(process.env['KILLS'] ?? 30);
const folder = mkdtempSync(join(tmpdir(), 'cobro-crash-'));

const sum = new Map<keyof Findings['wrong'], number>();
let last: Findings | undefined;
let died = 0;

const look = async (): Promise<void> => {
  last = await verify(folder);
  const { lost, half, miscounted, indexDisagrees, logDisagrees, skipped } = last.wrong;
  const found = { lost, half, miscounted: Math.abs(miscounted), indexDisagrees, logDisagrees, skipped };
  for (const name of ['lost', 'half', 'miscounted', 'indexDisagrees', 'logDisagrees', 'skipped'] as const)
    sum.set(name, (sum.get(name) ?? 0) + found[name]);
};

try {
  for (let n = 0; n < kills; n += 1) {
    if ((await runLoad(folder, { afterMs: Math.random() * 700 })) === 'SIGKILL') died += 1;
    await look();
  }
  // Once more without a death: what had no answer is repeated, and done once.
  await runLoad(folder, { operations: 20 });
  await look();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const rows: [string, number | undefined][] = [
  ['callers who lost an acknowledged write', sum.get('lost')],
  ['callers with half an operation', sum.get('half')],
  ['operations counted twice or not at all', sum.get('miscounted')],
  ['indexes that disagree with the items', sum.get('indexDisagrees')],
  ['records of the change log that disagree with the items', sum.get('logDisagrees')],
  ['records a consumer never got', sum.get('skipped')],
];
process.stdout
  .write(`${machine()}; ${died} SIGKILLs, ${last?.acknowledged} acknowledged operations, ${last?.changes} changes of items

${table(
  ['after all deaths together', 'count', 'goal'],
  rows.map(([what, count]) => [what, String(count), '0']),
)}
`);
if (died < kills || rows.some(([, count]) => count !== 0)) process.exitCode = 1;
