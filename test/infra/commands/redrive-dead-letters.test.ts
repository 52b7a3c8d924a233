import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redriveDeadLetters } from '../../../infra/commands/redrive-dead-letters.ts';
import { jsonService } from '../../../local/aws/request-handler.ts';
import { services } from '../../../local/embedded.ts';
import { books, openShop, orderOf, placeOrder, shipOrder } from '../../make/business.ts';
import { type Cobro, startCobro } from '../../make/cobro.ts';

const orders = 'cobro-acme-orders-dead-letters';
const outbox = 'cobro-acme-outbox-dead-letters';

describe('work that lies in a dead-letter queue', () => {
  let cobro: Cobro;
  let customer: any;
  beforeAll(async () => {
    cobro = await startCobro();
    customer = await openShop(cobro);
  });
  afterAll(() => cobro.stop());

  const mailsAbout = async (number: string) => (await cobro.mails()).filter((mail) => mail.subject?.includes(number));

  it('is done when it is sent again, stays while it still fails, and is done once', async () => {
    // Nine attempts of the delivery, and the first of ours.
    cobro.embedded.mailbox.failNext(10, 'Throttling');
    const { number } = await placeOrder(cobro, customer.id, { BOOK: 1 });
    expect(await mailsAbout(number)).toEqual([]);

    const early = await redriveDeadLetters(orders);
    expect(early).toEqual({ sent: 0, kept: [expect.stringContaining('confirm-order-on-order-decided')] });
    expect(await redriveDeadLetters(orders, { dryRun: true })).toMatchObject({ sent: 0, kept: [expect.any(String)] });
    expect(await mailsAbout(number)).toEqual([]);

    expect(await redriveDeadLetters(orders)).toEqual({ sent: 1, kept: [] });
    expect(await mailsAbout(number)).toHaveLength(1);
    expect(await redriveDeadLetters(orders)).toEqual({ sent: 0, kept: [] });
    expect(await cobro.embedded.deliveries.deadLetters()).toEqual([]);
  });

  it('because the bus refused an event is published after all', async () => {
    const bus = services['events']!;
    services['events'] = jsonService((_operation, { Entries }: any) =>
      Promise.resolve({
        FailedEntryCount: Entries.length,
        Entries: Entries.map(() => ({ ErrorCode: 'InvalidArgument', ErrorMessage: 'poison' })),
      }),
    );
    const order = await placeOrder(cobro, customer.id, { BOOK: 2 });
    services['events'] = bus;
    expect((await orderOf(cobro, order.id)).status).toBe('accepted');

    const { sent, kept } = await redriveDeadLetters(outbox);
    expect(kept).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(2);
    await cobro.settle();
    expect((await orderOf(cobro, order.id)).status).toBe('fulfilling');
  });

  it('because the ledger gave journals up is found in the table and counted once', async () => {
    const before = await books(cobro);
    const table = services['dynamodb']!;
    services['dynamodb'] = (request) =>
      request.headers['x-amz-target']?.endsWith('BatchGetItem') && request.body.includes('journal#')
        ? Promise.reject(new Error('This journal cannot be read.'))
        : table(request);
    const order = await placeOrder(cobro, customer.id, { BOOK: 4 });
    await shipOrder(cobro, order.id);
    services['dynamodb'] = table;
    expect(await books(cobro)).toEqual({ ...before, balanceOf: expect.any(Function) });
    // On AWS the stream leaves no more of it than when it came.
    for (const { id, functionName } of await cobro.embedded.deliveries.deadLetters()) {
      expect(functionName).toBe('project-ledger-on-journal');
      await cobro.embedded.deliveries.forget(id);
    }
    const now = new Date().toISOString();
    const letter = {
      requestContext: { functionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:project-ledger-on-journal' },
      DDBStreamBatchInfo: { approximateArrivalOfFirstRecord: now, approximateArrivalOfLastRecord: now },
    };
    await cobro.embedded.deliveries.bury({
      source: 'stream',
      payload: letter,
      error: 'x',
    });
    expect((await redriveDeadLetters(outbox)).sent).toBe(1);
    const after = await books(cobro);
    expect(after.balanceOf('receivables') - (before.balanceOf('receivables') || 0)).toBe(4840);
    expect(after.sum).toBe(0);
  });
});
