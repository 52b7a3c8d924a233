import * as z from 'zod';
import { clockOffset, now, setClockOffset } from '../../shared/clock.ts';
import type { Change, RuntimeStore } from '../runtime-store.ts';

/** The clock of shared/clock.ts with a memory: how far it was moved forward is kept on disk. */
export interface BusinessClock {
  /** Moves forward to that instant; a past one changes nothing. Write the answered rows to keep the move. */
  moveTo(instant: Date): Change[];
}

export const Offset = z.object({ offsetMs: z.number() });

/** Sets the process's business clock to where an earlier process had moved it. */
export const openBusinessClock = async (store: RuntimeStore): Promise<BusinessClock> => {
  const table = store.table('clock', Offset);
  setClockOffset((await table.get('business'))?.offsetMs ?? 0);
  return {
    moveTo: (instant) => {
      const ahead = instant.getTime() - now().getTime();
      if (ahead <= 0) return [];
      setClockOffset(clockOffset() + ahead);
      return [table.put('business', { offsetMs: clockOffset() })];
    },
  };
};
