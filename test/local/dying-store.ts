import type { RuntimeStore } from '../../local/runtime-store.ts';

/** A store of a process that is killed at one of its writes. */
export interface DyingStore extends RuntimeStore {
  readonly dead: boolean;
  readonly writes: number;
}

const never = <T>(): Promise<T> => new Promise(() => undefined);

/**
 * The process dies at its n-th write, before or after that write reached the disk. A dead process gets no answer and
 * writes nothing any more. Reads go on: nobody can see them.
 */
export const dyingAtWrite = (store: RuntimeStore, nth: number, moment: 'before' | 'after'): DyingStore => {
  let writes = 0;
  let dead = false;
  return {
    ...store,
    get dead() {
      return dead;
    },
    get writes() {
      return writes;
    },
    write: async (changes) => {
      if (dead) return never();
      writes += 1;
      if (writes !== nth) return store.write(changes);
      dead = true;
      if (moment === 'after') await store.write(changes);
      return never();
    },
  };
};
