import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { readTenant } from '../../infra/read-tenants.ts';
import { type Embedded, functionLogOf, startEmbedded } from '../../local/embedded.ts';
import type * as z from 'zod';
import { setClockOffset } from '../../shared/clock.ts';
import { Tenant } from '../../shared/tenant.ts';
import { type Asking, type CobroClient, httpClient, mailsTo } from './client.ts';

/** A running Cobro of its own for one test file: temporary data, free port, real engine, real HTTP. */
export interface Cobro extends CobroClient {
  embedded: Embedded;
  dataDir: string;
  advance(days: number): Promise<void>;
  /** Everything the functions wrote to their logs, line by line. */
  logLines(): Promise<any[]>;
  /** Stops this process's Cobro and starts another on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const tenantFile = (name: string): string => resolve(import.meta.dirname, `../../infra/tenants/${name}.json`);

/**
 * Starts a Cobro of tenant `acme` (or another), in a temporary folder unless one with data is named. `changes` stand in place of
 * fields of the tenant's file.
 */
export const startCobro = async (
  tenantName = 'acme',
  existing?: string,
  changes: Partial<z.input<typeof Tenant>> = {},
): Promise<Cobro> => {
  const dataDir = existing ?? mkdtempSync(join(tmpdir(), 'cobro-'));
  const tenant = Tenant.parse({ ...readTenant(tenantFile(tenantName)), ...changes });
  setClockOffset(0);
  let embedded = await startEmbedded({ tenant, dataDir, port: 0 });
  const tokens = new Map<string, Promise<{ accessToken: string }>>();

  const tokenOf = async ({ as = 'admin', customerId }: Asking): Promise<string> => {
    const name = `${as} ${customerId ?? ''}`;
    const known = tokens.get(name) ?? embedded.tokens.issue({ client: as, customerId });
    tokens.set(name, known);
    return (await known).accessToken;
  };
  const http = httpClient(() => embedded.origin, tokenOf);

  return {
    ...http,
    tenant,
    get embedded() {
      return embedded;
    },
    dataDir,
    settle: () => embedded.idle(),
    // It holds back two seconds of late commits.
    feedCaughtUp: () => sleep(2200),
    now: async () => (await http.get('/_local/clock')).now,
    advance: async (days) => {
      await http.post('/_local/advance', { days });
    },
    mails: async (to) => {
      const all = await Promise.all((await embedded.mailbox.all()).map(({ raw }) => simpleParser(raw)));
      return mailsTo(all, to);
    },
    executionsOf: async (orderId) =>
      (await http.get(`/_local/executions?orderId=${orderId}`)).items.map((one: any) => one.status),
    logLines: async () => {
      await embedded.log.flush();
      const lines = readFileSync(functionLogOf(dataDir), 'utf8').split('\n');
      return lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line));
    },
    restart: async () => {
      await embedded.stop();
      embedded = await startEmbedded({ tenant, dataDir, port: 0 });
      tokens.clear();
    },
    stop: async () => {
      await embedded.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
