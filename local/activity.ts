/** What is under way in this process. `settle` waits until nothing is. */
export interface Activity {
  /** Something begins; call the answer once when it has ended. Calling it again does nothing. */
  begin(): () => void;
  /** How many things are under way. */
  count(): number;
  /** Resolves when nothing is under way, also after one turn of the event loop. */
  idle(): Promise<void>;
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Counts invocations, deliveries and their retries, unread stream records and running executions. Nothing polls: what
 * follows from a thing is begun before the thing ends, so a count of zero means that nothing is pending.
 */
export const newActivity = (): Activity => {
  let count = 0;
  let waiting: (() => void)[] = [];
  const begin = (): (() => void) => {
    let open = true;
    count += 1;
    return () => {
      if (!open) return;
      open = false;
      count -= 1;
      if (count > 0) return;
      const all = waiting;
      waiting = [];
      for (const wake of all) wake();
    };
  };
  const idle = async (): Promise<void> => {
    for (;;) {
      await nextTurn();
      if (count === 0) return;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  return { begin, count: () => count, idle };
};
