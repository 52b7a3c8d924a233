import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { importPKCS8, SignJWT } from 'jose';
import { type ParsedMail, simpleParser } from 'mailparser';
import { clientRoles, scopePrefix } from '../../shared/http/scopes.ts';
import type { Anywhere } from '../make/anywhere.ts';
import { type Asking, httpClient, mailsTo } from '../make/client.ts';
import { clientFor, type Deployed, readDeployed } from './deployed.ts';
import { nothingPending } from './pending-work.ts';
import { requestsAtOnce } from './worked-round.ts';

const signTokens =
  ({ tenant, issuer, key }: Deployed) =>
  async ({ as = 'admin', customerId }: Asking): Promise<string> =>
    new SignJWT({
      client_id: as,
      scope: clientRoles[as]!.map((scope) => scopePrefix + scope).join(' '),
      ...(customerId !== undefined && { customer_id: customerId }),
    })
      .setProtectedHeader({ alg: 'RS256', kid: `${tenant.name}-1` })
      .setIssuer(issuer)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(await importPKCS8(key, 'RS256'));

/** Every mail that any tenant has sent so far. */
export const allMails = (folder: string): Promise<ParsedMail[]> =>
  Promise.all(
    readdirSync(folder)
      .filter((file) => file.endsWith('.eml'))
      .toSorted()
      .map((file) => simpleParser(readFileSync(join(folder, file)))),
  );

const executionsOf = async (deployed: Deployed, orderId: string): Promise<string[]> => {
  const client = new SFNClient(clientFor(deployed));
  const { executions = [] } = await client.send(
    new ListExecutionsCommand({ stateMachineArn: deployed.lifecycleArn, maxResults: 1000 }),
  );
  client.destroy();
  return executions.filter(({ name }) => name?.startsWith(orderId)).map(({ status }) => String(status));
};

/** Runs at most `limit` of what it is given at once; the others wait their turn. */
const inTurns = (limit: number) => {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await work();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
};

/** A client of the deployed tenant that this file describes; `api` leads its requests, with its tokens, elsewhere. */
export const connectTo = (file: string, api?: string): Anywhere => {
  const deployed = readDeployed(file);
  const inTurn = inTurns(requestsAtOnce);
  const send: typeof fetch = (input, init) => inTurn(() => fetch(input, init));
  return {
    ...httpClient(() => api ?? deployed.api, signTokens(deployed), send),
    tenant: deployed.tenant,
    settle: () => nothingPending(deployed),
    // It holds back five seconds of late commits.
    feedCaughtUp: () => sleep(5500),
    now: async () => new Date().toISOString(),
    mails: async (to) => {
      const all = await allMails(deployed.mails);
      return mailsTo(
        all.filter((mail) => mail.from?.value.some(({ address }) => address === deployed.tenant.senderEmail)),
        to,
      );
    },
    executionsOf: (orderId) => executionsOf(deployed, orderId),
    stop: () => Promise.resolve(),
  };
};
