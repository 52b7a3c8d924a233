import type { Tenant } from '../tenant.ts';
import type { StoredOrder } from './order.ts';

/** Where the customer follows the order, if the tenant has a page for that. */
export const orderPageOf = (
  { id, number }: Pick<StoredOrder, 'id' | 'number'>,
  { orderPage }: Pick<Tenant, 'orderPage'>,
): string | undefined =>
  orderPage?.replace('{id}', encodeURIComponent(id)).replace('{number}', encodeURIComponent(number));
