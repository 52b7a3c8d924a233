import { onSchedule } from '../../shared/on-schedule.ts';
import { watchOrders } from '../../shared/orders/watch-orders.ts';

/** Every morning: orders whose requested day has passed are late, and those that the tenant's policy says so are reminded of or end. */
export const handler = onSchedule('watch-orders', watchOrders);
