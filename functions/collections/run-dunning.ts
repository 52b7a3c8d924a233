import * as z from 'zod';
import { runDunning } from '../../shared/dunning/run-dunning.ts';

const Input = z.object({ asOf: z.iso.datetime() });

/** Every morning at eight: invoices past their due date become overdue, and their customers are reminded once. */
export const handler = async (input: unknown): Promise<{ looked: number; reminded: number }> =>
  runDunning(Input.parse(input).asOf);
