import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderFailed } from '../../../shared/errors.ts';
import { type OnceOnly, sendOnce } from '../../../shared/mail/send-once.ts';
import { startTable, type TableOnly } from '../../make/table.ts';

let table: TableOnly;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

const to = 'ana@pena.example';
const onRefusal = () => Promise.resolve();
const reminder = (about: string): OnceOnly => ({ about, mail: 'reminder', to, ifUnknown: 'never', onRefusal });
const later = (ms: number) => ({ ...table.call(), at: new Date(Date.now() + ms).toISOString() });

describe('a mail that two would send', () => {
  it('is not taken for sent while the first is still sending: when that one is refused, the next try sends it', async () => {
    const { promise: answer, reject: refuse } = Promise.withResolvers<string>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const first = sendOnce(reminder('a'), table.call(), () => {
      begin();
      return answer;
    });
    await begun;
    await expect(sendOnce(reminder('a'), table.call(), () => Promise.resolve('2'))).rejects.toMatchObject({
      code: 'mail_being_sent',
    });
    refuse(new ProviderFailed('mail_refused', 'Throttled.'));
    await expect(first).rejects.toMatchObject({ code: 'mail_refused' });
    let sent = 0;
    const send = () => Promise.resolve(`${(sent += 1)}`);
    await sendOnce(reminder('a'), table.call(), send);
    await sendOnce(reminder('a'), table.call(), send);
    expect(sent).toBe(1);
  });

  it('of which nobody knows whether it went out: a reminder is not sent again, an invoice is', async () => {
    const unsure = () => Promise.reject(new ProviderFailed('mail_unsure', 'The connection broke.'));
    for (const [about, ifUnknown, expected] of [
      ['b', 'never', 0],
      ['c', 'again', 1],
    ] as const) {
      const once: OnceOnly = { about, mail: 'm', to, ifUnknown, onRefusal };
      await expect(sendOnce(once, table.call(), unsure)).rejects.toMatchObject({ code: 'mail_unsure' });
      let sent = 0;
      await sendOnce(once, later(120_000), () => Promise.resolve(`${(sent += 1)}`));
      expect({ about, sent }).toEqual({ about, sent: expected });
    }
  });
});
