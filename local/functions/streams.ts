import type { DynamoEngine } from '../dynamodb/engine.ts';
import { logLine } from '../names.ts';
import { pageSize, type PumpOptions, type StreamMapping, StreamPump } from './stream-pump.ts';

interface Options extends PumpOptions {
  engine: PumpOptions['engine'] & Pick<DynamoEngine, 'onChange' | 'trimChanges'>;
  mappings: readonly StreamMapping[];
}

export interface Streams {
  stop(): Promise<void>;
}

/**
 * DynamoDB Streams to Lambda, ours over the engine's change log: one checkpoint per consumer. In order, at least once
 * over restarts; a record that fails every attempt becomes a dead letter and the stream goes on. What every consumer has
 * dealt with is forgotten.
 */
export const startStreams = async (options: Options): Promise<Streams> => {
  const { engine } = options;
  let trimmed = 0;
  const trim = (): void => {
    const lowest = Math.min(...pumps.map((one) => one.position));
    if (lowest - trimmed < pageSize) return;
    trimmed = lowest;
    engine.trimChanges(lowest).catch((error: unknown) => logLine(`the change log was not trimmed: ${String(error)}`));
  };
  const pumps = options.mappings.map((mapping) => new StreamPump(mapping, options, trim));
  const unsubscribe = engine.onChange(() => {
    for (const one of pumps) one.notice();
  });
  await Promise.all(pumps.map((one) => one.start()));
  return {
    stop: async () => {
      unsubscribe();
      await Promise.all(pumps.map((one) => one.stop()));
    },
  };
};
