import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Activity, newActivity } from '../../local/activity.ts';
import { type Meters, newMeters } from '../../local/bill/meters.ts';
import { type FunctionRunner, newFunctionRunner } from '../../local/functions/function-runner.ts';
import { openRuntimeStore, type RuntimeStore } from '../../local/runtime-store.ts';

/** What the stand-ins stand on: a store on disk, the activity, the meters, and functions written in the test. */
export interface Runtime {
  store: RuntimeStore;
  activity: Activity;
  meters: Meters;
  runner: FunctionRunner;
  /** The process dies: nothing is tidied up, the same folder is opened again by a fresh runtime. */
  crash(): Promise<Runtime>;
  stop(): Promise<void>;
}

type Functions = Record<string, (event: any, context: any) => unknown>;

export const startRuntime = async (
  functions: Functions,
  { dataDir = mkdtempSync(join(tmpdir(), 'cobro-runtime-')), timeoutSeconds = 5 } = {},
): Promise<Runtime> => {
  const store = await openRuntimeStore(dataDir);
  const activity = newActivity();
  const meters = newMeters();
  const runner = newFunctionRunner({
    functions: Object.keys(functions).map((name) => ({ name, entry: name, memoryMb: 1024, timeoutSeconds })),
    load: (name) => Promise.resolve({ handler: functions[name] }),
    activity,
    meters,
    region: 'eu-west-1',
  });
  return {
    store,
    activity,
    meters,
    runner,
    crash: async () => {
      await store.close();
      return startRuntime(functions, { dataDir, timeoutSeconds });
    },
    stop: async () => {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
