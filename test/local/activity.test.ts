import { describe, expect, it } from 'vitest';
import { newActivity } from '../../local/activity.ts';

describe('what is under way', () => {
  it('is idle at once when nothing is', async () => {
    await expect(newActivity().idle()).resolves.toBeUndefined();
  });

  it('is idle only when everything has ended, and what followed from it', async () => {
    const activity = newActivity();
    const first = activity.begin();
    let idle = false;
    const wait = async (): Promise<void> => {
      await activity.idle();
      idle = true;
    };
    const waiting = wait();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = activity.begin();
    first();
    first();
    expect(activity.count()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(idle).toBe(false);
    second();
    await waiting;
    expect(activity.count()).toBe(0);
  });
});
