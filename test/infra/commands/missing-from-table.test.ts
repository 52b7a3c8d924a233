import { resolve } from 'node:path';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { missingFrom } from '../../../infra/commands/missing-from-table.ts';
import { readTenant } from '../../../infra/read-tenants.ts';
import { makeDataStack } from '../make-stacks.ts';

const { Resources } = makeDataStack(readTenant(resolve(import.meta.dirname, '../../../infra/tenants/acme.json')));

/** The table as it is deployed; a template and a description name keys and indexes alike. */
const table = (): TableDescription =>
  structuredClone(Object.values(Resources).find(({ Type }) => Type === 'AWS::DynamoDB::Table')?.Properties ?? {});

describe('a table that is to take the place of a lost one', () => {
  it('lacks nothing when it is like the one that is deployed', () => {
    expect(missingFrom(table())).toEqual([]);
  });

  it('is refused by name of what is not there or is another: its keys, an index, what an index carries', () => {
    expect(missingFrom({ ...table(), GlobalSecondaryIndexes: [] })).toContain('The index list is not there.');
    const other = table();
    other.KeySchema = [{ AttributeName: 'id', KeyType: 'HASH' }];
    const index = other.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === 'due');
    if (index) index.Projection = { ProjectionType: 'INCLUDE' };
    expect(missingFrom(other)).toEqual(['Its keys are others.', 'The index due is another.']);
  });
});
