import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../../shared/events/event.ts';
import { causesFirst } from '../../../shared/orders/timeline.ts';

const at = (second: number): string => `2026-11-25T10:00:0${second}.000Z`;
const event = (
  type: StoredEvent['type'],
  [subject, sequence]: [string, number],
  more: Pick<StoredEvent, 'occurredAt' | 'correlationId' | 'position'> & { causationId?: string },
): StoredEvent => ({
  id: `evt_${subject}_${sequence}`,
  type,
  version: 1,
  tenant: 'acme',
  subject,
  sequence,
  data: {},
  versionBefore: null,
  versionAfter: null,
  actor: 'test',
  ...more,
});

describe('the timeline of an order', () => {
  it('shows a payment before the invoice it paid, also when the mail of the invoice was on its way meanwhile', () => {
    const payment = { occurredAt: at(5), correlationId: 'payment' };
    const story = causesFirst([
      event('invoice.issued', ['inv_1', 1], { occurredAt: at(1), correlationId: 'order', position: 0 }),
      // Begun before the payment came, noted after it.
      event('invoice.emailed', ['inv_1', 3], { occurredAt: at(2), correlationId: 'order', position: 0 }),
      event('payment.received', ['pay_1', 1], { ...payment, position: 0 }),
      event('payment.applied', ['pay_1', 2], { ...payment, position: 1 }),
      event('invoice.paid', ['inv_1', 2], { ...payment, position: 2 }),
    ]);
    expect(story.map(({ type }) => type)).toEqual([
      'invoice.issued',
      'payment.received',
      'payment.applied',
      'invoice.paid',
      'invoice.emailed',
    ]);
  });
});
