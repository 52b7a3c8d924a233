import * as z from 'zod';
import { now, setClockOffset } from '../../shared/clock.ts';
import type { RuntimeStore } from '../runtime-store.ts';

export interface BusinessClock {
  /** Moves the business clock to that instant (epoch ms); it goes on from there and stays so over a restart. */
  moveTo(instant: number): Promise<void>;
  now(): number;
}

/** The clock of shared/clock.ts, with its offset kept on disk. */
export const openBusinessClock = async (store: RuntimeStore): Promise<BusinessClock> => {
  const offsets = store.table('clock', z.number());
  setClockOffset((await offsets.get('offset')) ?? 0);
  return {
    now: () => now().getTime(),
    moveTo: async (instant) => {
      const offset = instant - Date.now();
      setClockOffset(offset);
      await store.write([offsets.put('offset', offset)]);
    },
  };
};
