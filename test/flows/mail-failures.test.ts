import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler } from '../../functions/collections/record-mail-failure-on-bounce.ts';
import { auditGaps } from '../make/audit.ts';
import { invoicesOf, makeCustomer, placeOrder, shipOrder, stockBooks } from '../make/business.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

let cobro: Cobro;
beforeAll(async () => {
  cobro = await startCobro();
  await stockBooks(cobro, 1000);
});
afterAll(() => cobro.stop());

const failuresOf = async (orderId: string): Promise<any[]> =>
  (await cobro.get(`/v1/orders/${orderId}/timeline`)).items.filter(({ type }: any) => type === 'email.failed');

const orderTo = async (email: string): Promise<string> => {
  const { id } = await makeCustomer(cobro, { email });
  return (await placeOrder(cobro, id, { BOOK: 1 })).id;
};

/** A report of SES about a mail of an order, as EventBridge delivers it. */
const bounce = (about: string, more: { feedbackId: string; bounceType?: string; messageId?: string }) => ({
  version: '0',
  id: `event-${more.feedbackId}`,
  'detail-type': 'Email Bounced',
  source: 'aws.ses',
  detail: {
    eventType: 'Bounce',
    bounce: {
      bounceType: more.bounceType ?? 'Permanent',
      bounceSubType: 'General',
      feedbackId: more.feedbackId,
      bouncedRecipients: [{ emailAddress: 'nobody@example.org' }],
    },
    mail: {
      messageId: more.messageId ?? 'unknown',
      destination: ['nobody@example.org'],
      tags: { 'ses:configuration-set': ['cobro-acme'], about: [about], mail: ['confirmation'] },
    },
  },
});

describe('a mail that bounces', () => {
  it('is told in the timeline of its order and of its invoice, naming nobody', async () => {
    const id = await orderTo('bounce@simulator.amazonses.com');
    await shipOrder(cobro, id);
    const [invoice] = await invoicesOf(cobro, id);
    expect((await failuresOf(id)).map(({ data }) => data)).toEqual([
      { about: id, mail: 'confirmation', reason: 'The mail bounced: Permanent, General.' },
      { about: invoice.id, mail: 'invoice', reason: 'The mail bounced: Permanent, General.' },
    ]);
    expect(JSON.stringify(await failuresOf(id))).not.toContain('@');
    expect(await cobro.get('/_local/dead-letters')).toMatchObject({ items: [] });
    expect(await auditGaps(cobro)).toEqual([]);
  });

  it('is told as a complaint when the recipient complained', async () => {
    const id = await orderTo('complaint+shop@simulator.amazonses.com');
    expect((await failuresOf(id)).map(({ data }) => data.reason)).toEqual(['The recipient complained of the mail.']);
  });

  it('leaves everybody else alone: mails to other addresses of the simulator arrive', async () => {
    expect(await failuresOf(await orderTo('success@simulator.amazonses.com'))).toEqual([]);
  });
});

describe('a report of a bounce', () => {
  it('that comes twice is told once', async () => {
    const id = await orderTo('ana@example.org');
    const report = bounce(id, { feedbackId: 'one' });
    await Promise.all([handler(report), handler(report)]);
    await handler(report);
    expect(await failuresOf(id)).toHaveLength(1);
    await handler(bounce(id, { feedbackId: 'another' }));
    expect(await failuresOf(id)).toHaveLength(2);
  });

  it('of a passing kind is told and refuses the address to nobody', async () => {
    const id = await orderTo('berta@example.org');
    await handler(bounce(id, { feedbackId: 'full', bounceType: 'Transient' }));
    expect((await failuresOf(id)).map(({ data }) => data.reason)).toEqual(['The mail bounced: Transient, General.']);
    const { customerId } = await cobro.get(`/v1/orders/${id}`);
    const { mails } = await cobro.get(`/v1/customers/${customerId}/personal-data`);
    expect(mails.map(({ state }: any) => state)).toEqual(['sent']);
  });

  it('about a mail of somebody else in the account changes nothing', async () => {
    const report: any = bounce('ord_01ARZ3NDEKTSV4RRFFQ69G5FAV', { feedbackId: 'foreign' });
    await expect(handler(report)).resolves.toBeUndefined();
    report.detail.mail.tags = { 'ses:configuration-set': ['cobro-acme'] };
    await expect(handler(report)).resolves.toBeUndefined();
  });
});
