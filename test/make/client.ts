import { randomUUID } from 'node:crypto';
import type { ParsedMail } from 'mailparser';
import type { Tenant } from '../../shared/tenant.ts';

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

/** What a journey needs of a running tenant, wherever it runs: in this process or deployed. */
export interface CobroClient {
  tenant: Tenant;
  request(method: string, path: string, body?: unknown, asking?: Asking): Promise<Answer>;
  get(path: string, asking?: Asking): Promise<any>;
  put(path: string, body: unknown, asking?: Asking): Promise<any>;
  /** Throws unless it answers 2xx. */
  post(path: string, body?: unknown, asking?: Asking): Promise<any>;
  /** Waits until nothing is pending. */
  settle(): Promise<void>;
  /** Waits until the feed shows what has happened so far. */
  feedCaughtUp(): Promise<void>;
  /** The instant by the tenant's business clock. */
  now(): Promise<string>;
  mails(to?: string): Promise<ParsedMail[]>;
  /** Statuses of an order's executions of the lifecycle. */
  executionsOf(orderId: string): Promise<string[]>;
}

export const mailsTo = (all: readonly ParsedMail[], to: string | undefined): ParsedMail[] =>
  all.filter((mail) => to === undefined || [mail.to ?? []].flat().some((one) => one.text.includes(to)));

const refuseUnless2xx = (answer: Answer, what: string): any => {
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw new Error(`${what} answered ${answer.status}: ${answer.bytes.toString().slice(0, 1000)}`);
};

/** The HTTP side of a client. Origin and token are asked anew for every request; `send` does the sending. */
export const httpClient = (
  origin: () => string,
  tokenOf: (asking: Asking) => Promise<string>,
  send: typeof fetch = fetch,
): Pick<CobroClient, 'request' | 'get' | 'put' | 'post'> => {
  const request = async (method: string, path: string, body?: unknown, asking: Asking = {}): Promise<Answer> => {
    const token = await tokenOf(asking);
    const key = method === 'POST' && asking.key !== null ? { 'idempotency-key': asking.key ?? randomUUID() } : {};
    const response = await send(origin() + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
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
    request,
    get: async (path, asking) => refuseUnless2xx(await request('GET', path, undefined, asking), `GET ${path}`),
    put: async (path, body, asking) => refuseUnless2xx(await request('PUT', path, body, asking), `PUT ${path}`),
    post: async (path, body, asking) => refuseUnless2xx(await request('POST', path, body, asking), `POST ${path}`),
  };
};
