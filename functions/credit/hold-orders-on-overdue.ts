import { onSchedule } from '../../shared/on-schedule.ts';
import { holdOrdersOfOverdueCustomers } from '../../shared/orders/hold-orders-of-overdue-customers.ts';

/** Every morning, after the invoices were marked: customers overdue beyond the grace get nothing more that is not picked. */
export const handler = onSchedule('credit', holdOrdersOfOverdueCustomers);
