import type { AttributeMap, AttributeValue } from './attribute-map.ts';
import type { TableDescription } from './dynalite-types.ts';
import { invalid } from './dynamo-fault.ts';
import { itemSize } from './item-size.ts';

const maxItemBytes = 400 * 1024;

// DynamoDB's own words, spacing included.
const limits = {
  HASH: { bytes: 2048, message: 'Size of hashkey has exceeded the maximum size limit of2048 bytes' },
  RANGE: { bytes: 1024, message: 'Aggregated size of all range keys has exceeded the size limit of 1024 bytes' },
} as const;

const keyBytes = (value: AttributeValue | undefined): number => {
  if (value?.S !== undefined) return Buffer.byteLength(value.S);
  return value?.B === undefined ? 0 : Buffer.byteLength(value.B, 'base64');
};

const checkBytes = (value: AttributeValue | undefined, type: keyof typeof limits): void => {
  const { bytes, message } = limits[type];
  if (keyBytes(value) > bytes) throw invalid(`One or more parameter values were invalid: ${message}`);
};

/** Throws when a key is longer than DynamoDB allows, in bytes. dynalite counts characters. */
export const checkKeyBytes = (key: AttributeMap, table: TableDescription): void => {
  for (const { AttributeName, KeyType } of table.KeySchema) checkBytes(key[AttributeName], KeyType);
};

const isEmpty = (value: AttributeValue | undefined): boolean => value?.S === '' || value?.B === '';

/** Throws when an attribute cannot be the key of an index it would be in: empty, or too long. */
export const checkIndexKeys = (item: AttributeMap, table: TableDescription): void => {
  for (const { IndexName, KeySchema } of table.GlobalSecondaryIndexes ?? []) {
    for (const { AttributeName: name, KeyType } of KeySchema) {
      const value = item[name];
      if (value === undefined) continue;
      if (isEmpty(value))
        throw invalid(
          'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
            `The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${IndexName}, IndexKey: ${name}`,
        );
      checkBytes(value, KeyType);
    }
  }
};

/** Throws when the item is larger than 400 KB. */
export const checkItemSize = (item: AttributeMap, verb: 'Put' | 'Update'): void => {
  if (itemSize(item) <= maxItemBytes) return;
  throw invalid(
    verb === 'Put'
      ? 'Item size has exceeded the maximum allowed size'
      : 'Item size to update has exceeded the maximum allowed size',
  );
};
