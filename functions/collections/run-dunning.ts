import { runDunning } from '../../shared/dunning/run-dunning.ts';
import { onSchedule } from '../../shared/on-schedule.ts';

/** Every morning at eight: invoices past their due date become overdue, and their customers are reminded once. */
export const handler = onSchedule('dunning', runDunning);
