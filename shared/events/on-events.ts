import * as z from 'zod';
import { type Invocation, logged } from '../logger.ts';
import { CobroEvent } from './event-types.ts';
import { lazyObject } from '../lazy-object.ts';

const Delivery = z.object({ detail: CobroEvent });

const Orders = lazyObject(() => ({ orderId: z.string().optional(), orderIds: z.array(z.string()).optional() }));

/** What the log says of an event. An invoice may be of several orders: then it names them all. */
export const fieldsOf = ({ id, type, subject, correlationId, data }: CobroEvent) => {
  const { orderId, orderIds = [] } = Orders.parse(data);
  return { correlationId, orderId: orderId ?? (orderIds.join(' ') || undefined), eventId: id, type, subject };
};

/** The handler of a consumer: parses what the bus delivers and, of its data, what the consumer needs. */
export const onEvents =
  <T>(needed: z.ZodType<T>, react: (data: T, event: CobroEvent) => Promise<void>) =>
  (delivery: unknown, invocation?: Invocation): Promise<void> => {
    const { detail } = Delivery.parse(delivery);
    return logged({ what: 'event', invocation, fields: fieldsOf(detail) }, () =>
      react(needed.parse(detail.data), detail),
    );
  };
