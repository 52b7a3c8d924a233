import * as z from 'zod';
import { CobroEvent } from './event-types.ts';

const Delivery = z.object({ detail: CobroEvent });

/** The handler of a consumer: parses what the bus delivers and, of its data, what the consumer needs. */
export const onEvents =
  <T>(needed: z.ZodType<T>, react: (data: T, event: CobroEvent) => Promise<void>) =>
  async (delivery: unknown): Promise<void> => {
    const { detail } = Delivery.parse(delivery);
    await react(needed.parse(detail.data), detail);
  };
