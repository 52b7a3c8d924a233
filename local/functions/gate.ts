/** Lets at most `size` callers in at once; the others wait in the order they came. */
export interface Gate {
  enter(): Promise<void>;
  leave(): void;
  /** The size may have grown: lets in who fits. */
  look(): void;
}

/** A gate for that many callers; a function is asked each time. `onEnter` is told of each who is let in, at once. */
export const newGate = (size: number | (() => number), onEnter: () => void = () => undefined): Gate => {
  const sizeNow = typeof size === 'number' ? (): number => size : size;
  let inside = 0;
  const waiting: (() => void)[] = [];
  const look = (): void => {
    while (inside < sizeNow()) {
      const next = waiting.shift();
      if (!next) return;
      inside += 1;
      onEnter();
      next();
    }
  };
  return {
    enter: () => {
      // Who waits already goes first, also when there is room by now.
      if (waiting.length === 0 && inside < sizeNow()) {
        inside += 1;
        onEnter();
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        waiting.push(resolve);
        look();
      });
    },
    leave: () => {
      inside -= 1;
      look();
    },
    look,
  };
};
