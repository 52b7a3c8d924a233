import * as z from 'zod';
import { type Invocation, logged, noteInLog } from './logger.ts';
import { lazyObject } from './lazy-object.ts';

const Input = lazyObject(() => ({ asOf: z.iso.datetime() }));

/** The handler of a schedule. `asOf` is the instant the run is for; what it answers are counts, for the log. */
export const onSchedule =
  <T extends Record<string, number>>(what: string, run: (asOf: string) => Promise<T>) =>
  (input: unknown, invocation?: Invocation): Promise<T> => {
    const { asOf } = Input.parse(input);
    const correlationId = `${what}-${asOf}`;
    return logged({ what: 'schedule', invocation, fields: { correlationId, asOf } }, async () => {
      const counts = await run(asOf);
      noteInLog(counts);
      return counts;
    });
  };
