import * as z from 'zod';
import { callBy } from '../../shared/call.ts';
import { finishShipping } from '../../shared/fulfillments/ship-fulfillment.ts';
import { runImport } from '../../shared/imports/run-import.ts';
import { logger } from '../../shared/logger.ts';
import { nudgeOrder } from '../../shared/orders/lifecycle.ts';
import { finishAllocations } from '../../shared/payments/record-payment.ts';
import { indexKeys } from '../../shared/table/table-map.ts';
import { queryAllRows } from '../../shared/table/table.ts';

const Input = z.object({ asOf: z.iso.datetime() });

/** Goes on with one piece of work, by the kind of its id. */
const resume = async (id: string): Promise<void> => {
  const call = callBy({ actor: 'resume-interrupted-work', correlationId: id });
  if (id.startsWith('ful_')) await finishShipping(id, call);
  else if (id.startsWith('pay_')) await finishAllocations(id, call);
  else if (id.startsWith('imp_')) await runImport(id, call);
  else if (id.startsWith('ord_')) await nudgeOrder(id, call);
  else throw new Error(`Unfinished work of an unknown kind: ${id}`);
};

/**
 * Hourly: finds what a crash left unfinished (an order that should have moved, a shipping or a payment half booked) and
 * goes on with it. Everything it calls is repeat-safe. One failure does not keep the others waiting.
 */
export const handler = async (input: unknown): Promise<void> => {
  const { asOf } = Input.parse(input);
  const rows = await queryAllRows({ index: 'due', pk: 'unfinished', between: ['0', asOf] });
  const failed: string[] = [];
  for (const row of rows) {
    const due = String(row[indexKeys('due').sk]);
    const id = due.slice(due.indexOf('#') + 1);
    try {
      await resume(id);
    } catch (error) {
      failed.push(id);
      logger.error('Unfinished work could not be resumed', {
        id,
        error: error instanceof Error ? error : String(error),
      });
    }
  }
  if (failed.length > 0) throw new Error(`${failed.length} of ${rows.length} could not be resumed.`);
};
