import * as z from 'zod';
import { dateIn } from '../shared/dates.ts';
import type { ApiClient } from './api-client.ts';

const Clock = z.object({ now: z.iso.datetime() });
const Idle = z.object({ idle: z.literal(true) });

/** The date on the business clock, which may have been moved, in the tenant's zone. */
export const businessDay = async (api: ApiClient): Promise<string> => {
  const { now } = await api.call({ as: 'admin', method: 'GET', path: '/_local/clock', answer: Clock });
  return dateIn('Europe/Madrid', now);
};

/** Waits until Cobro has nothing left to do by itself. */
export const settle = async (api: ApiClient): Promise<void> => {
  await api.call({ as: 'admin', method: 'POST', path: '/_local/settle', answer: Idle });
};
