/** Lets at most `size` callers in at once; the others wait in the order they came. */
export interface Gate {
  enter(): Promise<void>;
  leave(): void;
}

/** A gate for that many callers. */
export const newGate = (size: number): Gate => {
  let inside = 0;
  const waiting: (() => void)[] = [];
  return {
    enter: () => {
      if (inside < size) {
        inside += 1;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    leave: () => {
      const next = waiting.shift();
      if (next) next();
      else inside -= 1;
    },
  };
};
