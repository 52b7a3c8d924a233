import * as z from 'zod';
import { awaitOrder, WaitFor } from '../../shared/orders/lifecycle.ts';
import { onLifecycleState } from '../../shared/orders/on-lifecycle-state.ts';

const Input = z.object({ orderId: z.string(), waitFor: WaitFor, taskToken: z.string() });

/** Lifecycle states that wait: leaves the token on the order while there is something to wait for, else goes on at once. */
export const handler = onLifecycleState('await-progress', Input, ({ orderId, waitFor, taskToken: token }) =>
  awaitOrder(orderId, { token, waitFor }),
);
