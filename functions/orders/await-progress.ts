import * as z from 'zod';
import { awaitOrder, WaitFor } from '../../shared/orders/lifecycle.ts';

const Input = z.object({ orderId: z.string(), waitFor: WaitFor, taskToken: z.string() });

/** Lifecycle states that wait: leaves the token on the order while there is something to wait for, else goes on at once. */
export const handler = async (input: unknown): Promise<void> => {
  const { orderId, waitFor, taskToken: token } = Input.parse(input);
  await awaitOrder(orderId, { token, waitFor });
};
