import { parseArgs } from 'node:util';
import { CobroEvent } from '../shared/events/event-types.ts';
import { listOf } from '../shared/http/list.ts';
import { newApiClient } from './api-client.ts';
import { sleep } from '../shared/clock.ts';

/*
 * npm run events [-- --after <cursor>] [-- --types invoice.paid,order.completed]: prints every event of a running Cobro, from the
 * beginning or from a cursor, and goes on as new ones happen. A subscriber that keeps the last cursor misses nothing.
 */

const { values: flags } = parseArgs({
  options: { after: { type: 'string' }, types: { type: 'string' }, once: { type: 'boolean' } },
});
const origin = process.env['COBRO_URL'] ?? `http://localhost:${process.env['PORT'] ?? '3000'}`;
const api = newApiClient(origin);

let cursor = flags.after;
for (;;) {
  const query = new URLSearchParams({ limit: '100' });
  if (cursor !== undefined) query.set('after', cursor);
  if (flags.types !== undefined) query.set('types', flags.types);
  const page = await api.call({
    as: 'admin',
    method: 'GET',
    path: `/v1/events?${query.toString()}`,
    answer: listOf(CobroEvent),
  });
  for (const { occurredAt, type, subject, sequence, data } of page.items) {
    process.stdout.write(`${occurredAt}  ${type.padEnd(24)} ${subject}#${sequence}  ${JSON.stringify(data)}\n`);
  }
  cursor = page.nextCursor ?? cursor;
  if (page.items.length > 0) continue;
  if (flags.once) break;
  await sleep(1000);
}
process.stdout.write(`Go on from here: --after ${cursor ?? ''}\n`);
