import { callBy } from '../../shared/call.ts';
import { onLifecycleState } from '../../shared/orders/on-lifecycle-state.ts';
import { StateInput } from '../../shared/orders/execution.ts';
import { findOrderHeader } from '../../shared/orders/order-store.ts';
import { nextStep, type Step } from '../../shared/orders/lifecycle.ts';
import { reserveOrder } from '../../shared/orders/reserve-order.ts';

/** Lifecycle state Reserve: reserves what can be reserved of an accepted order, and says where to go. */
export const handler = onLifecycleState('reserve-stock', StateInput, async ({ orderId, superseded }): Promise<Step> => {
  if (superseded) return { orderId, next: 'ended' };
  const header = await findOrderHeader(orderId);
  if (!header) throw new Error(`There is no order ${orderId}.`);
  if (nextStep(header) !== 'waiting') return { orderId, next: nextStep(header) };
  await reserveOrder(orderId, callBy({ actor: 'reserve-stock', correlationId: header.correlationId }));
  return { orderId, next: 'waiting' };
});
