import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { deadLettersOf } from './dead-letters.ts';
import { clientFor, type Deployed, readDeployed } from './deployed.ts';
import { allMails, connectTo } from './deployed-client.ts';
import { itemsOf } from './pending-work.ts';

const files = (process.env['COBRO_ALL_DEPLOYED'] ?? '').split(',');
const tenants = files.map((file) => ({ file, ...readDeployed(file) }));
const pairs = tenants.flatMap((one) => tenants.filter((other) => other !== one).map((other) => [one, other] as const));

/** Everything that came over a tenant's bus, heard by a listener of ours. Empties its queue. */
const heard = async (deployed: Deployed): Promise<any[]> => {
  const client = new SQSClient(clientFor(deployed));
  const QueueUrl = deployed.listenerUrl;
  const events: any[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    events.push(...Messages.map(({ Body = '' }) => JSON.parse(Body)));
    if (Messages.length === 0) return events;
  }
};

describe.each(tenants)('the tenant $tenant.name', (deployed) => {
  const { name } = deployed.tenant;

  it('published every event it keeps, under its own name, and its bus heard no others', async () => {
    const events = await heard(deployed);
    const kept = (await itemsOf(deployed, ['kind', 'id'])).filter(({ kind }) => kind === 'event').map(({ id }) => id);
    expect(kept.length).toBeGreaterThan(100);
    expect(new Set(events.map(({ detail }) => detail.id))).toEqual(new Set(kept));
    expect(new Set(events.map(({ detail }) => detail.tenant))).toEqual(new Set([name]));
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set([`cobro.${name}`]));
  });

  it('left no work in a dead-letter queue', async () => {
    expect(await deadLettersOf(deployed)).toEqual([]);
  });

  it('sent its mails under its own name only to its own customers and finance', async () => {
    const items = await itemsOf(deployed, []);
    const known = new Set([...items.map(({ email }) => email), deployed.tenant.financeEmail]);
    const own = (await allMails(deployed)).filter(
      (mail) => mail.from?.value[0]?.address === deployed.tenant.senderEmail,
    );
    expect(own.length).toBeGreaterThan(10);
    for (const mail of own) {
      const to = [mail.to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address));
      expect(to.filter((address) => !known.has(address))).toEqual([]);
    }
  });
});

it('every mail came from one of the tenants', async () => {
  const senders = tenants.map(({ tenant }) => tenant.senderEmail);
  const mails = await allMails(tenants[0]!);
  expect(mails.map((mail) => mail.from?.value[0]?.address).filter((from) => !senders.includes(from!))).toEqual([]);
});

describe.each(pairs)('$tenant.name, seen from another tenant', (one, other) => {
  it(`shares no item with ${other.tenant.name}`, async () => {
    // Ids made at random. Those of events follow from their subject: two tenants' first movements of BOOK share one.
    const keysOf = async (deployed: Deployed) =>
      (await itemsOf(deployed, ['pk', 'sk', 'id'])).filter(({ id }) => /^(?!evt)\w{3}_[0-9A-Z]{26}/.test(String(id)));
    const ids = new Set((await keysOf(one)).map(({ id }) => id));
    expect(ids.size).toBeGreaterThan(50);
    expect((await keysOf(other)).filter(({ id }) => ids.has(id))).toEqual([]);
  });

  it(`is not found by the ids of ${other.tenant.name}, and takes none of its tokens`, async () => {
    const here = connectTo(one.file);
    const there = connectTo(other.file);
    const [order] = (await there.get('/v1/orders?limit=1')).items;
    expect((await here.request('GET', `/v1/orders/${order.id}`)).status).toBe(404);
    const stranger = connectTo(other.file, one.api);
    expect((await stranger.request('GET', '/v1/orders')).status).toBe(401);
  });
});
