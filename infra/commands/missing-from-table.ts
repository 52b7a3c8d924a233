import type { KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb';
import { indexKeys, tableIndexes, tableKeys } from '../../shared/table/table-map.ts';

const hasKeys = (schema: readonly KeySchemaElement[] | undefined, { pk, sk }: { pk: string; sk: string }): boolean =>
  schema?.length === 2 &&
  schema.some(({ AttributeName, KeyType }) => AttributeName === pk && KeyType === 'HASH') &&
  schema.some(({ AttributeName, KeyType }) => AttributeName === sk && KeyType === 'RANGE');

/**
 * Why a table cannot be worked on, a sentence each: its keys, or an index of the table map that is not there or another
 * one (a table can be restored without its indexes). None when it can.
 */
export const missingFrom = (table: TableDescription): string[] => {
  const wrong = hasKeys(table.KeySchema, tableKeys) ? [] : ['Its keys are others.'];
  for (const { name, projection } of tableIndexes) {
    const index = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === name);
    if (!index) wrong.push(`The index ${name} is not there.`);
    else if (!hasKeys(index.KeySchema, indexKeys(name)) || index.Projection?.ProjectionType !== projection) {
      wrong.push(`The index ${name} is another.`);
    }
  }
  return wrong;
};
