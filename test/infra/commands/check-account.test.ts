import { createServer, type IncomingMessage, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAccount, inWords } from '../../../infra/commands/check-account.ts';
import { readTenants } from '../../../infra/read-tenants.ts';
import { freePort } from '../../cloud/free-port.ts';

const [acme] = readTenants();
let server: Server;
let account: Record<string, unknown>;

/** Which of the account's facts a request asks for. */
const asked = ({ url = '', headers }: IncomingMessage): unknown => {
  if (url.includes('/account-settings')) return account['lambda'];
  if (url.includes('/v2/email/account')) return account['ses'];
  if (url.includes('/v2/email/identities/')) return account[decodeURIComponent(url.split('/').at(-1) ?? '')];
  return account[String(headers['x-amz-target']).split('.').at(-1) ?? ''];
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = asked(request);
    const refusal = { __type: 'UnknownOperationException' };
    response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? refusal));
  });
  const port = await freePort();
  await new Promise<void>((done) => {
    server.listen(port, '127.0.0.1', done);
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterAll(() => server.close());

const states = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await checkAccount(acme!)).map(({ about, state }) => [about, state]));

const quotas = (value: number) => ({ Quotas: [{ QuotaName: 'Event buses', Value: value }] });

describe('the account a tenant is deployed to', () => {
  it('is told what to ask AWS for', async () => {
    account = {
      lambda: { AccountLimit: { ConcurrentExecutions: 10 } },
      ses: { SendingEnabled: true, ProductionAccessEnabled: false },
      'acme.example': { VerifiedForSendingStatus: false },
      'facturas@acme.example': { VerifiedForSendingStatus: false },
      ListEventBuses: { EventBuses: [{ Name: 'default' }, { Name: 'other' }] },
      ListServiceQuotas: quotas(2),
    };
    const findings = await checkAccount(acme!);
    expect(findings.map(({ state }) => state)).toEqual(['ask', 'ask', 'ask', 'ask']);
    expect(inWords(findings)).toMatch(/ASK Lambda concurrency: Only 10 functions .*"Concurrent executions"/);
    expect(inWords(findings)).toMatch(/ASK SES account: SES is in the sandbox/);
  });

  it('is fine when it has what a tenant needs', async () => {
    account = {
      lambda: { AccountLimit: { ConcurrentExecutions: 1000 } },
      ses: { SendingEnabled: true, ProductionAccessEnabled: true, SendQuota: { Max24HourSend: 50_000 } },
      'acme.example': { VerifiedForSendingStatus: true },
      ListEventBuses: { EventBuses: [{ Name: 'default' }, { Name: 'cobro-acme' }] },
      ListServiceQuotas: quotas(2),
    };
    expect(new Set(Object.values(await states()))).toEqual(new Set(['fine']));
  });

  it('is deployed to all the same where a question is refused: nobody could check, and that is said', async () => {
    account = { lambda: { AccountLimit: { ConcurrentExecutions: 1000 } } };
    expect(await states()).toEqual({
      'Lambda concurrency': 'fine',
      'SES account': 'unknown',
      sender: 'unknown',
      'event buses': 'unknown',
    });
    expect(inWords(await checkAccount(acme!))).toMatch(
      /\? {3}event buses: Could not check: UnknownOperationException\./,
    );
  });
});
