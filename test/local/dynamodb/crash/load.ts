/*
 * node load.ts <folder> <steps of the commit path to survive, or 0> <step to die at> <operations per caller>
 * Writes and reads the change log until it is killed, dies by its own hand at a step, or is through.
 */
import { join } from 'node:path';
import { newActivity } from '../../../../local/activity.ts';
import { newMeters } from '../../../../local/bill/meters.ts';
import { openEngine } from '../../../../local/dynamodb/engine.ts';
import { startStreams } from '../../../../local/functions/streams.ts';
import { Notes } from './notes.ts';
import { callers, callOf, crashTable } from './operations.ts';

const [folder = '', survive = '0', deadly = '0', most = '0'] = process.argv.slice(2);
const notes = new Notes(folder);

let survived = 0;
const onStep = (step: number): void => {
  if (step !== Number(deadly)) return;
  survived += 1;
  if (survived > Number(survive)) process.kill(process.pid, 'SIGKILL');
};

const meters = newMeters();
const engine = await openEngine({ dir: join(folder, 'table'), tables: [crashTable], meters, now: Date.now, onStep });
const activity = newActivity();
const streams = await startStreams({
  // All changes are kept, so that the whole log can be compared with the table.
  engine: {
    readChanges: (position, limit) => engine.readChanges(position, limit),
    onChange: (listener) => engine.onChange(listener),
    checkpoint: (consumer) => engine.checkpoint(consumer),
    saveCheckpoint: (consumer, sequence) => engine.saveCheckpoint(consumer, sequence),
    trimChanges: async () => undefined,
  },
  mappings: [{ functionName: 'consumer', itemKind: 'event', batchSize: 10 }],
  runner: {
    names: () => ['consumer'],
    invoke: async (_name: string, event: any) => {
      for (const record of event.Records) notes.write('delivered', Number(record.dynamodb.SequenceNumber));
      return { ok: true as const, answer: undefined };
    },
  },
  deliveries: { bury: () => Promise.reject(new Error('The consumer never fails.')) },
  activity,
  region: 'eu-west-1',
  tableName: crashTable.name,
});

const begun = notes.last('begun');
const acknowledged = notes.last('acknowledged');

/** Begins with the operation that may or may not have been carried out before the last death. */
const work = async (_: unknown, caller: number): Promise<void> => {
  const first = (acknowledged[caller] ?? 0) + 1;
  const end = Math.max(begun[caller] ?? 0, first - 1 + Number(most));
  for (let n = first; n <= end; n += 1) {
    notes.write('begun', caller, n);
    const [operation, input] = callOf(caller, n);
    await engine.call(operation, input);
    notes.write('acknowledged', caller, n);
  }
};

await Promise.all(Array.from({ length: callers }, work));
await activity.idle();
await streams.stop();
await engine.close();
