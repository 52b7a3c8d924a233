import { AsyncLocalStorage } from 'node:async_hooks';

/** Told how many bytes a function wrote to its log. */
type Count = (bytes: number) => void;

const current = new AsyncLocalStorage<Count>();

const bytesOf = (chunk: unknown): number => {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk);
  return chunk instanceof Uint8Array ? chunk.length : 0;
};

/** On AWS whatever a function writes to stdout or stderr goes to CloudWatch Logs. Here it passes by unchanged. */
const watch = (stream: NodeJS.WriteStream): void => {
  stream.write = new Proxy(stream.write.bind(stream), {
    apply: (write, self, given: unknown[]) => {
      current.getStore()?.(bytesOf(given[0]));
      return Reflect.apply(write, self, given);
    },
  });
};

let watching = false;

/** Runs a function and tells what it logs meanwhile; other work of the process is not counted. */
export const countingLogBytes = <T>(count: Count, run: () => T): T => {
  if (!watching) {
    watch(process.stdout);
    watch(process.stderr);
    watching = true;
  }
  return current.run(count, run);
};
