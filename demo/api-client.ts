import type * as z from 'zod';
import * as zod from 'zod';
import { sleep } from '../shared/clock.ts';

/** Whose rights a call is made with: the clients of the embedded mode. */
export type Role = 'storefront' | 'sales' | 'warehouse' | 'finance' | 'admin';

export interface Wish<S extends z.ZodType> {
  as: Role;
  method: 'GET' | 'PUT' | 'POST';
  path: string;
  body?: unknown;
  /** Idempotency-Key of a POST: the same for every try, also of a later run. */
  key?: string;
  answer: S;
}

/** The API refused for good: trying again would not help. */
export class ApiRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(what: string, status: number, code: string, detail: string) {
    super(`${what} answered ${status} ${code}: ${detail}`);
    this.status = status;
    this.code = code;
  }
}

export interface ApiClient {
  readonly origin: string;
  /** Calls until there is an answer: a server that is away, busy or restarting is tried again for a minute. */
  call<S extends z.ZodType>(wish: Wish<S>): Promise<z.output<S>>;
  /** The bytes of a file. */
  download(as: Role, path: string): Promise<Uint8Array>;
}

const Problem = zod.object({ code: zod.string(), detail: zod.string() });
const Token = zod.object({ access_token: zod.string() });

const patienceMs = 60_000;

/** Answers after which the same request may go through: the server's troubles, and a first try that still runs. */
const passing = (status: number, code: string): boolean =>
  status >= 500 || status === 429 || code === 'idempotency_in_progress' || code === 'changed_meanwhile';

const problemIn = (text: string): { code: string; detail: string } => {
  try {
    const parsed = Problem.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON: shown as it is.
  }
  return { code: 'unreadable', detail: text.slice(0, 200) };
};

/** A client of Cobro's HTTP API with one token per role. */
export const newApiClient = (origin: string): ApiClient => {
  const tokens = new Map<Role, Promise<string>>();

  const fetchToken = async (role: Role): Promise<string> => {
    const response = await fetch(`${origin}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${role}:${role}-secret`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    return Token.parse(await response.json()).access_token;
  };

  const tokenOf = (role: Role): Promise<string> => {
    const known = tokens.get(role) ?? fetchToken(role);
    tokens.set(role, known);
    // A token that could not be had is asked for again.
    known.catch(() => tokens.delete(role));
    return known;
  };

  const once = async (as: Role, path: string, init: { method: string; body?: string; key?: string }) => {
    const headers: Record<string, string> = { authorization: `Bearer ${await tokenOf(as)}` };
    if (init.body !== undefined) headers['content-type'] = 'application/json';
    if (init.key !== undefined) headers['idempotency-key'] = init.key;
    const response = await fetch(origin + path, { method: init.method, headers, body: init.body });
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  const insist = async (as: Role, path: string, init: { method: string; body?: string; key?: string }) => {
    const end = Date.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      const what = `${init.method} ${path}`;
      let trouble: Error;
      try {
        const { status, bytes } = await once(as, path, init);
        if (status < 300) return bytes;
        if (status === 401) tokens.delete(as);
        const { code, detail } = problemIn(bytes.toString());
        trouble = new ApiRefused(what, status, code, detail);
        if (status !== 401 && !passing(status, code)) throw trouble;
      } catch (error) {
        // Anything but a refusal is the connection: the server is away and may come back.
        if (error instanceof ApiRefused) throw error;
        trouble = new Error(`${what}: ${String(error)}`, { cause: error });
      }
      if (Date.now() > end) throw trouble;
      await sleep(Math.min(1000, 50 * 2 ** attempt));
    }
  };

  return {
    origin,
    call: async ({ as, method, path, body, key, answer }) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      return answer.parse(JSON.parse((await insist(as, path, { method, body: text, key })).toString()));
    },
    download: (as, path) => insist(as, path, { method: 'GET' }),
  };
};
