import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const requirements = join(import.meta.dirname, 'requirements.txt');

/** Why the cloud test cannot be made on this machine. */
export class NotHere extends Error {}

/** What a registry says that answers, but has no such version: a mistake of ours, not a machine without a registry. */
const hasOtherVersions = /\(from versions: (?!none)/;

const needs = async (command: string, args: readonly string[], why: string): Promise<void> => {
  try {
    await run(command, [...args]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (hasOtherVersions.test(reason)) throw error;
    throw new NotHere(`${why}: ${reason.split('\n').slice(0, 3).join(' ')}`, { cause: error });
  }
};

/**
 * The Python of an environment that has what requirements.txt names, kept in node_modules/.cache until that file
 * changes. Throws `NotHere` where there is no Python, no OpenSSL or no registry.
 */
export const installMiniStack = async (): Promise<string> => {
  const name = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(root, 'node_modules/.cache/ministack', name);
  const python = join(folder, 'bin/python');
  await needs('openssl', ['version'], 'MiniStack makes its certificate with openssl');
  if (existsSync(join(folder, 'complete'))) return python;
  rmSync(folder, { recursive: true, force: true });
  await needs('python3', ['-m', 'venv', folder], 'MiniStack needs python3 with venv');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  await needs(python, pip, 'MiniStack cannot be fetched from the Python registry');
  writeFileSync(join(folder, 'complete'), '');
  return python;
};

export interface MiniStack {
  endpoint: string;
  /** What whoever talks to it needs in its environment: address, credentials, certificate. */
  environment: Record<string, string>;
  stop: () => Promise<void>;
}

/**
 * MiniStack on a free port of this machine alone, with its own folder and log. It evaluates IAM policies on every
 * request (AUTH), speaks TLS, since our buckets refuse anything else (USE_SSL), and hands raw mails to `smtpPort`.
 */
export const startMiniStack = async (python: string, folder: string, smtpPort: number): Promise<MiniStack> => {
  const port = await freePort();
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const log = openSync(join(folder, 'ministack.log'), 'a');
  const settings = ['-c', 'python:ministack.core.hypercorn_conf', '--bind', `127.0.0.1:${port}`, '--keep-alive', '75'];
  const server = spawn(python, ['-m', 'hypercorn', 'ministack.app:app', ...settings], {
    cwd: folder,
    stdio: ['ignore', log, log],
    // Nothing of this shell: no account of anybody is in reach. Functions start the first "node" on the path: ours.
    env: {
      PATH: `${join(root, 'node_modules/.bin')}:/usr/local/bin:/usr/bin:/bin`,
      HOME: folder,
      TMPDIR: temporary,
      GATEWAY_PORT: String(port),
      AUTH: 'true',
      USE_SSL: '1',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      SMTP_HOST: `127.0.0.1:${smtpPort}`,
    },
  });
  const ended = new Promise<void>((done) => {
    server.once('exit', () => done());
  });
  const endpoint = `https://localhost:${port}`;
  const certificate = join(temporary, 'ministack-tls/server.crt');
  const stop = async (): Promise<void> => {
    server.kill();
    await Promise.race([ended, sleep(10_000)]);
    server.kill('SIGKILL');
    await ended;
  };
  for (let waited = 0; waited < 60_000 && server.exitCode === null; waited += 200) {
    if (await listens(endpoint, certificate)) {
      return { endpoint, environment: environmentFor(endpoint, certificate, folder), stop };
    }
    await sleep(200);
  }
  await stop();
  throw new Error(`MiniStack did not start; its log is ${join(folder, 'ministack.log')}.`);
};

const listens = (endpoint: string, certificate: string): Promise<boolean> =>
  new Promise((done) => {
    if (!existsSync(certificate)) return done(false);
    const asking = get(`${endpoint}/_ministack/health`, { ca: readFileSync(certificate) }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    asking.once('error', () => done(false));
  });

const environmentFor = (endpoint: string, certificate: string, folder: string): Record<string, string> => ({
  PATH: `${join(root, 'node_modules/.bin')}:/usr/local/bin:/usr/bin:/bin`,
  HOME: folder,
  CI: 'true',
  NO_COLOR: '1',
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: 'us-east-1',
  // The AWS CDK trusts what AWS_CA_BUNDLE names, everything else in Node what NODE_EXTRA_CA_CERTS does.
  AWS_CA_BUNDLE: certificate,
  NODE_EXTRA_CA_CERTS: certificate,
  CDK_DISABLE_CLI_TELEMETRY: 'true',
});
