import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inParallel } from '../../demo/in-parallel.ts';

describe('orders in flight', () => {
  it('are never more than the width, and every one is driven once, in its turn', async () => {
    const begun: number[] = [];
    let flying = 0;
    let most = 0;
    await inParallel([5, 1, 3, 2, 4, 1], 3, async (ms, index) => {
      begun.push(index);
      flying += 1;
      most = Math.max(most, flying);
      await setTimeout(ms);
      flying -= 1;
    });
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most).toBe(3);
  });

  it('end with the first that fails', async () => {
    const work = inParallel([1, 2], 1, () => Promise.reject(new Error('The order desk is closed.')));
    await expect(work).rejects.toThrow('The order desk is closed.');
  });
});
