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
import { feedLagMs, requestsAtOnce } from './worked-round.ts';

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

/** How many mails SES has taken so far, from whomever. */
const takenBySes = async ({ endpoint }: Deployed): Promise<number> => {
  const answer: any = await (await fetch(`${endpoint}/_ministack/ses/messages`)).json();
  return Object.values<any>(answer.messages).flat().length;
};

/** Every mail that any tenant has sent so far. They are relayed in the background: waits for those on the way. */
export const allMails = async (deployed: Deployed): Promise<ParsedMail[]> => {
  const taken = await takenBySes(deployed);
  for (let waited = 0; waited < 20_000; waited += 100) {
    const files = readdirSync(deployed.mails).filter((file) => file.endsWith('.eml'));
    if (files.length >= taken) {
      return Promise.all(files.toSorted().map((file) => simpleParser(readFileSync(join(deployed.mails, file)))));
    }
    await sleep(100);
  }
  throw new Error(`SES has taken ${taken} mails; not all of them were relayed within 20 s.`);
};

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
    feedCaughtUp: () => sleep(feedLagMs + 500),
    now: async () => new Date().toISOString(),
    mails: async (to) => {
      const all = await allMails(deployed);
      return mailsTo(
        all.filter((mail) => mail.from?.value.some(({ address }) => address === deployed.tenant.senderEmail)),
        to,
      );
    },
    executionsOf: (orderId) => executionsOf(deployed, orderId),
    stop: () => Promise.resolve(),
  };
};
