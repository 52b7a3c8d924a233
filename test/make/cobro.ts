import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { readTenant } from '../../infra/read-tenants.ts';
import { type Embedded, startEmbedded } from '../../local/embedded.ts';
import { setClockOffset } from '../../shared/clock.ts';

export type Role = 'storefront' | 'sales' | 'warehouse' | 'finance' | 'partner' | 'admin';

export interface Answer {
  status: number;
  headers: Headers;
  /** The parsed JSON, or undefined when the answer is something else. */
  body: any;
  bytes: Buffer;
}

export interface Asking {
  as?: Role;
  /** A login of this customer. */
  customerId?: string;
  /** Idempotency-Key; a fresh one for every POST unless given. `null` sends none. */
  key?: string | null;
  headers?: Record<string, string>;
}

/** A running Cobro of its own for one test file: temporary data, free port, real engine, real HTTP. */
export interface Cobro {
  embedded: Embedded;
  dataDir: string;
  request(method: string, path: string, body?: unknown, asking?: Asking): Promise<Answer>;
  get(path: string, asking?: Asking): Promise<any>;
  put(path: string, body: unknown, asking?: Asking): Promise<any>;
  /** Throws unless it answers 2xx. */
  post(path: string, body?: unknown, asking?: Asking): Promise<any>;
  settle(): Promise<void>;
  advance(days: number): Promise<void>;
  mails(to?: string): Promise<ParsedMail[]>;
  /** Stops this process's Cobro and starts another on the same data; `between` finds nobody at work. */
  restart(between?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

const tenantFile = (name: string): string => resolve(import.meta.dirname, `../../infra/tenants/${name}.json`);

const refuseUnless2xx = (answer: Answer, what: string): any => {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw new Error(`${what} answered ${answer.status}: ${answer.bytes.toString().slice(0, 1000)}`);
};

/** Starts a Cobro of tenant `acme` (or another) in a temporary folder. */
export const startCobro = async (tenantName = 'acme'): Promise<Cobro> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'cobro-'));
  const tenant = readTenant(tenantFile(tenantName));
  setClockOffset(0);
  let embedded = await startEmbedded({ tenant, dataDir, port: 0 });
  const tokens = new Map<string, Promise<{ accessToken: string }>>();

  const tokenOf = ({ as = 'admin', customerId }: Asking): Promise<{ accessToken: string }> => {
    const name = `${as} ${customerId ?? ''}`;
    const known = tokens.get(name) ?? embedded.tokens.issue({ client: as, customerId });
    tokens.set(name, known);
    return known;
  };

  const request = async (method: string, path: string, body?: unknown, asking: Asking = {}): Promise<Answer> => {
    const { accessToken } = await tokenOf(asking);
    const key = method === 'POST' && asking.key !== null ? { 'idempotency-key': asking.key ?? randomUUID() } : {};
    const response = await fetch(embedded.origin + path, {
      method,
      headers: {
        authorization: `Bearer ${accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...key,
        ...asking.headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const parsed: unknown = isJson ? JSON.parse(bytes.toString()) : undefined;
    return { status: response.status, headers: response.headers, body: parsed, bytes };
  };

  return {
    get embedded() {
      return embedded;
    },
    dataDir,
    request,
    get: async (path, asking) => refuseUnless2xx(await request('GET', path, undefined, asking), `GET ${path}`),
    put: async (path, body, asking) => refuseUnless2xx(await request('PUT', path, body, asking), `PUT ${path}`),
    post: async (path, body, asking) => refuseUnless2xx(await request('POST', path, body, asking), `POST ${path}`),
    settle: () => embedded.idle(),
    advance: async (days) => {
      refuseUnless2xx(await request('POST', '/_local/advance', { days }), 'advance');
    },
    mails: async (to) => {
      const all = await Promise.all((await embedded.mailbox.all()).map(({ raw }) => simpleParser(raw)));
      return all.filter((mail) => to === undefined || [mail.to ?? []].flat().some((one) => one.text.includes(to)));
    },
    restart: async (between) => {
      await embedded.stop();
      await between?.();
      embedded = await startEmbedded({ tenant, dataDir, port: 0 });
      tokens.clear();
    },
    stop: async () => {
      await embedded.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
