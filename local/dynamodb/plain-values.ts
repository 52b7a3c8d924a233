import type { AttributeMap, AttributeValue } from './attribute-map.ts';

/** A value the short way does not carry: a set, bytes, a number that is not exact, an instance of a class. */
export class NotPlain extends Error {}

// Thrown to leave a deep value, never shown: one is enough, and it has no stack to collect.
const notPlain = new NotPlain('Not a plain value');

const isPlainObject = (value: object): value is Record<string, unknown> => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

const ofNumber = (value: number): AttributeValue => {
  const text = String(value);
  // Beyond them the SDK refuses, in words of its own; exponents the table writes out.
  if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER) || text.includes('e')) throw notPlain;
  return { N: text };
};

const ofObject = (value: object): AttributeValue => {
  if (Array.isArray(value)) return { L: value.filter((member) => member !== undefined).map(toAttribute) };
  if (!isPlainObject(value)) throw notPlain;
  return { M: toAttributes(value) };
};

/** What the SDK's marshaller makes of a plain value (with `removeUndefinedValues`). Throws NotPlain for any other. */
const toAttribute = (value: unknown): AttributeValue => {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return ofNumber(value);
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (typeof value === 'object') return ofObject(value);
  throw notPlain;
};

/** An item, a key or the values of an expression as DynamoDB JSON. Throws NotPlain. */
export const toAttributes = (values: object): AttributeMap => {
  const map: AttributeMap = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) map[name] = toAttribute(value);
  return map;
};

const numberOf = (text: string): number | bigint => {
  const number = Number(text);
  return Math.abs(number) > Number.MAX_SAFE_INTEGER && Number.isFinite(number) ? BigInt(text) : number;
};

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

const fromAttribute = (value: AttributeValue): unknown => {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return numberOf(value.N);
  if (value.M !== undefined) return fromAttributes(value.M);
  if (value.L !== undefined) return value.L.map(fromAttribute);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.NULL !== undefined) return null;
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.NS !== undefined) return new Set(value.NS.map(numberOf));
  if (value.BS !== undefined) return new Set(value.BS.map(bytesOf));
  return bytesOf(value.B ?? '');
};

/** What the SDK's unmarshaller makes of DynamoDB JSON. */
export const fromAttributes = (map: AttributeMap): Record<string, unknown> => {
  const values: Record<string, unknown> = {};
  for (const name in map) {
    const value = map[name];
    if (value !== undefined) values[name] = fromAttribute(value);
  }
  return values;
};
