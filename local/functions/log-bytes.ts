import { AsyncLocalStorage } from 'node:async_hooks';

/** What becomes of the lines a function writes. */
export interface LogTap {
  /** Told how many bytes were written. */
  count: (bytes: number) => void;
  /** Given every line, if there is a log; nothing then goes to the terminal. */
  log?: (text: string, isError: boolean) => void;
}

const current = new AsyncLocalStorage<LogTap>();

const textOf = (chunk: unknown): string => {
  if (typeof chunk === 'string') return chunk;
  return chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : '';
};

/** On AWS whatever a function writes to stdout or stderr goes to CloudWatch Logs. */
const watch = (stream: NodeJS.WriteStream, isError: boolean): void => {
  stream.write = new Proxy(stream.write.bind(stream), {
    apply: (write, self, given: unknown[]) => {
      const tap = current.getStore();
      if (tap) {
        const text = textOf(given[0]);
        tap.count(Buffer.byteLength(text));
        if (tap.log) {
          tap.log(text, isError);
          const done = given.find((one) => typeof one === 'function');
          if (done) queueMicrotask(() => Reflect.apply(done, undefined, []));
          return true;
        }
      }
      return Reflect.apply(write, self, given);
    },
  });
};

let watching = false;

/** Runs a function and tells what it logs meanwhile; other work of the process is left alone. */
export const tappingLog = <T>(tap: LogTap, run: () => T): T => {
  if (!watching) {
    watch(process.stdout, false);
    watch(process.stderr, true);
    watching = true;
  }
  return current.run(tap, run);
};

/** What the embedded services say themselves goes to the terminal, also while a function calls them. */
export const besideLog = <T>(run: () => T): T => current.exit(run);
