import assert from 'node:assert/strict';

/** Holds what the product shows against what the model says. */
export const same = (what: string, seen: unknown, expected: unknown): void => {
  try {
    assert.deepEqual(seen, expected);
  } catch (error) {
    throw new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
};
