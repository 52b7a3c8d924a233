const pad = (value: number, width: number): string => Math.max(0, Math.floor(value)).toString().padStart(width, '0');

/**
 * Where everything lies in LevelDB. Table and index names hold no `!`. Item keys are dynalite's: the hash of the
 * partition key, then partition and sort key in hex, so that the order of the keys is the order of the bytes.
 */
export const rowKeys = {
  table: (name: string): string => `d!${name}`,
  tables: 'd!',
  items: (table: string): string => `i!${table}!`,
  item: (table: string, key: string): string => `i!${table}!${key}`,
  index: (table: string, index: string): string => `x!${table}!${index}!`,
  indexes: (table: string): string => `x!${table}!`,
  /** Items by the second in which they expire. */
  expiry: (table: string, seconds: number, key: string): string => `l!${table}!${pad(seconds, 12)}!${key}`,
  expiries: (table: string): string => `l!${table}!`,
  change: (sequence: number): string => `c!${pad(sequence, 16)}`,
  changes: 'c!',
  token: (token: string): string => `k!${token}`,
  /** Tokens by the millisecond of their use, so that old ones are found without reading all. */
  tokenAge: (at: number, token: string): string => `e!${pad(at, 15)}!${token}`,
  tokenAges: 'e!',
  checkpoint: (consumer: string): string => `p!${consumer}`,
  lastSequence: 'm!sequence',
} as const;

/** Above every key with the prefix. */
export const endOf = (prefix: string): string => `${prefix}\uffff`;
