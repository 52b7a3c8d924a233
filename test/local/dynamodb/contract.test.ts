import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../../local/dynamodb/contract/contract-case.ts';
import { contract, runCase } from '../../../local/dynamodb/contract/contract.ts';
import { knownDifferences } from '../../../local/dynamodb/contract/known-differences.ts';
import { embeddedTarget } from '../../../local/dynamodb/contract/targets.ts';

describe.each(['short', 'protocol'] as const)('the embedded table does what DynamoDB does, by the %s way', (way) => {
  let dir: string;
  let target: Target;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'cobro-contract-'));
    target = await embeddedTarget(dir, way);
  });

  afterAll(async () => {
    await target.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it.each(contract.map((one) => ({ id: one.id, title: `${one.id}: ${one.name}`, one })))(
    '$title',
    async ({ id, one }) => {
      const { agrees, observed } = await runCase(target, one);
      const known = knownDifferences.some((difference) => difference.engine === 'embedded' && difference.case === id);
      if (known) expect(agrees, 'is listed as a known difference').toBe(false);
      else if (!agrees) expect(observed).toEqual(one.expected);
    },
  );
});
