import type * as z from 'zod';
import { type Invocation, logged } from '../logger.ts';

/**
 * The handler of a lifecycle state. The input names the order and no more; what the state finds out, such as the
 * correlation id of the order's request, is noted by those who read it.
 */
export const onLifecycleState =
  <I extends { orderId: string }, O>(state: string, shape: z.ZodType<I>, run: (input: I) => Promise<O>) =>
  (input: unknown, invocation?: Invocation): Promise<O> => {
    const parsed = shape.parse(input);
    return logged({ what: 'lifecycle state', invocation, fields: { state, orderId: parsed.orderId } }, () =>
      run(parsed),
    );
  };
