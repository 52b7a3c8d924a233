import { EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { paginateListServiceQuotas, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { GetAccountCommand, GetEmailIdentityCommand, NotFoundException, SESv2Client } from '@aws-sdk/client-sesv2';
import type { Tenant } from '../../shared/tenant.ts';

/** One thing an account must have: it is there, AWS is to be asked for it, or nobody could tell. */
export interface Finding {
  about: string;
  state: 'fine' | 'ask' | 'unknown';
  sentence: string;
}

type Verdict = Omit<Finding, 'about'>;

const fine = (sentence: string): Verdict => ({ state: 'fine', sentence });
const ask = (sentence: string): Verdict => ({ state: 'ask', sentence });

/** New accounts start with 10; the functions of one order alone run several at a time. */
const enoughConcurrency = 100;

/** Lambda's concurrent executions are shared by every function of the account in a region. */
const lambdaConcurrency = async ({ region }: Tenant): Promise<Verdict> => {
  const { AccountLimit: limit } = await new LambdaClient({ region }).send(new GetAccountSettingsCommand({}));
  const granted = limit?.ConcurrentExecutions;
  if (granted === undefined) throw new Error('Lambda names no limit.');
  return granted >= enoughConcurrency
    ? fine(`${granted} functions may run at once.`)
    : ask(
        `Only ${granted} functions may run at once: orders would be throttled. Ask in Service Quotas for "Concurrent ` +
          `executions" of AWS Lambda, 1000.`,
      );
};

/** In the sandbox SES sends only to verified addresses: no customer would get an invoice. */
const mailSending = async ({ region }: Tenant): Promise<Verdict> => {
  const account = await new SESv2Client({ region }).send(new GetAccountCommand({}));
  if (account.SendingEnabled === false) return ask('SES has stopped sending for this account: open a support case.');
  if (account.ProductionAccessEnabled === undefined) throw new Error('SES does not say whether it is in the sandbox.');
  const perDay = account.SendQuota?.Max24HourSend;
  return account.ProductionAccessEnabled
    ? fine(`SES has production access${perDay === undefined ? '' : `, ${perDay} mails a day`}.`)
    : ask('SES is in the sandbox: customers get no mail. Ask for production access in the SES console.');
};

const isVerified = async (client: SESv2Client, identity: string): Promise<boolean> => {
  try {
    const found = await client.send(new GetEmailIdentityCommand({ EmailIdentity: identity }));
    return found.VerifiedForSendingStatus === true;
  } catch (error) {
    if (error instanceof NotFoundException) return false;
    throw error;
  }
};

/** SES sends only for an address, or any address of a domain, that the account has proved to own. */
const sender = async ({ region, senderEmail, senderIsVerified }: Tenant): Promise<Verdict> => {
  const client = new SESv2Client({ region });
  const domain = senderEmail.slice(senderEmail.indexOf('@') + 1);
  if ((await isVerified(client, domain)) || (await isVerified(client, senderEmail))) {
    return fine(`Mails may be sent as ${senderEmail}.`);
  }
  return senderIsVerified === true
    ? ask(`The tenant's file says that SES knows ${domain}, but it does not: verify it in the SES console.`)
    : ask(
        `SES does not send as ${senderEmail} yet: put the three DkimRecords of the data stack into the DNS of ${domain}.`,
      );
};

const busQuotaOf = async (client: ServiceQuotasClient): Promise<number> => {
  for await (const { Quotas } of paginateListServiceQuotas({ client }, { ServiceCode: 'events' })) {
    const quota = Quotas?.find(({ QuotaName }) => QuotaName === 'Event buses');
    if (quota?.Value !== undefined) return quota.Value;
  }
  throw new Error('Service Quotas names no limit of event buses.');
};

/** Every tenant has a bus of its own. */
const eventBuses = async ({ name, region }: Tenant): Promise<Verdict> => {
  const { EventBuses: buses = [] } = await new EventBridgeClient({ region }).send(
    new ListEventBusesCommand({ Limit: 100 }),
  );
  const allowed = await busQuotaOf(new ServiceQuotasClient({ region }));
  const needed = buses.some((bus) => bus.Name === `cobro-${name}`) ? 0 : 1;
  return buses.length + needed <= allowed
    ? fine(`${buses.length} of ${allowed} event buses are in use.`)
    : ask(`All ${allowed} event buses are in use. Ask in Service Quotas for more "Event buses" of Amazon EventBridge.`);
};

const checks = {
  'Lambda concurrency': lambdaConcurrency,
  'SES account': mailSending,
  sender,
  'event buses': eventBuses,
};

/**
 * What the tenant's account has and lacks in its region. A question that is refused or not understood is answered
 * `unknown`, with the reason; it never stops a deployment.
 */
export const checkAccount = (tenant: Tenant): Promise<Finding[]> =>
  Promise.all(
    Object.entries(checks).map(async ([about, check]): Promise<Finding> => {
      try {
        return { about, ...(await check(tenant)) };
      } catch (error) {
        const reason = error instanceof Error ? error.name : String(error);
        return { about, state: 'unknown', sentence: `Could not check: ${reason}.` };
      }
    }),
  );

const signs = { fine: 'ok ', ask: 'ASK', unknown: '?  ' } as const;

export const inWords = (findings: readonly Finding[]): string =>
  findings.map(({ about, state, sentence }) => `${signs[state]} ${about}: ${sentence}`).join('\n');
