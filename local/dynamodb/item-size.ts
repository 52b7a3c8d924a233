import type { AttributeMap, AttributeValue } from './attribute-map.ts';

/** DynamoDB's number: about one byte per two significant digits, and one more. */
const numberSize = (text: string): number => {
  const digits = text.replace(/^-/, '').replace('.', '').replace(/^0+/, '').replace(/0+$/, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
};

const binarySize = (base64: string): number => Buffer.byteLength(base64, 'base64');
const sum = <T>(values: readonly T[], size: (value: T) => number): number =>
  values.reduce((total, value) => total + size(value), 0);

const valueSize = (value: AttributeValue): number => {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return binarySize(value.B);
  if (value.M !== undefined) return 3 + mapSize(value.M) + Object.keys(value.M).length;
  if (value.L !== undefined) return 3 + sum(value.L, (member) => 1 + valueSize(member));
  if (value.SS !== undefined) return sum(value.SS, (member) => Buffer.byteLength(member));
  if (value.NS !== undefined) return sum(value.NS, numberSize);
  if (value.BS !== undefined) return sum(value.BS, binarySize);
  return 1;
};

const mapSize = (item: AttributeMap): number => {
  let size = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) size += Buffer.byteLength(name) + valueSize(value);
  }
  return size;
};

/** An item is asked for its size by limits, meters and indexes; by then nobody changes it any more. */
const sizes = new WeakMap<AttributeMap, number>();

/** Bytes of an item as AWS counts them: names and values in UTF-8 (developer guide, "DynamoDB item sizes and formats"). */
export const itemSize = (item: AttributeMap): number => {
  const known = sizes.get(item);
  if (known !== undefined) return known;
  const size = mapSize(item);
  sizes.set(item, size);
  return size;
};

/** Units a standard write of an item costs: one per started KB. A missing item counts as one KB. */
export const writeUnits = (item: AttributeMap | undefined): number =>
  item === undefined ? 1 : Math.max(1, Math.ceil(itemSize(item) / 1024));

/** Units a strongly consistent read of so many bytes costs: one per started 4 KB. */
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096));
