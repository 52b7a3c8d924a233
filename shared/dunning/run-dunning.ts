import { callBy, type Call } from '../call.ts';
import { addDays, dateIn, daysBetween } from '../dates.ts';
import { eachByItself } from '../each-by-itself.ts';
import { env } from '../env.ts';
import {
  dunningPartition,
  dunningShards,
  findInvoice,
  invoiceFacts,
  invoiceSubject,
  saveInvoice,
} from '../invoices/invoice-store.ts';
import type { StoredInvoice } from '../invoices/stored-invoice.ts';
import { dueUntil } from '../table/due.ts';
import type { Tenant } from '../tenant.ts';
import { deciding, Work } from '../table/work.ts';
import { sendReminder } from './send-reminder.ts';

/** The one step there is by now. */
const reminder = 'reminder';

/**
 * What is due of an invoice on a day, from its dates and what was done before. Nobody is reminded of less than the
 * tenant's smallest amount; the invoice is overdue all the same. Pure.
 */
export const dunningDueOn = (
  invoice: Pick<StoredInvoice, 'dueDate' | 'dunning' | 'totals'>,
  day: string,
  { reminderDaysAfterDue, smallestReminder }: Pick<Tenant, 'reminderDaysAfterDue' | 'smallestReminder'>,
): { overdue: boolean; remind: boolean; next: string | undefined } => {
  const { due } = invoice.totals;
  if (due <= 0) return { overdue: false, remind: false, next: undefined };
  const over = due < smallestReminder || invoice.dunning.steps.some((step) => step.code === reminder);
  const remindOn = addDays(invoice.dueDate, reminderDaysAfterDue);
  return {
    overdue: invoice.dueDate < day && invoice.dunning.overdueSince === undefined,
    remind: !over && remindOn <= day,
    next: over ? undefined : remindOn,
  };
};

/** Marks it overdue when it has become so, and notes when to look next: an invoice that only owes cents, never. */
const markOverdue = (id: string, day: string, call: Call): Promise<void> =>
  deciding(async () => {
    const before = await findInvoice(id, call);
    if (!before) return;
    const { overdue, next } = dunningDueOn(before, day, call.tenant);
    if (!overdue && next === before.nextDunningOn) return;
    const overdueSince = overdue ? day : before.dunning.overdueSince;
    const draft: StoredInvoice = { ...before, dunning: { ...before.dunning, overdueSince }, nextDunningOn: next };
    const work = new Work(call);
    if (overdue) {
      work.raise(invoiceSubject(draft), 'invoice.overdue', {
        ...invoiceFacts(draft),
        dueDate: draft.dueDate,
        daysOverdue: daysBetween(before.dueDate, day),
      });
    }
    saveInvoice(work, before, draft);
    await work.commit();
  });

/** Records that the step was taken, with the amount the customer was told. */
const recordReminder = (id: string, due: number, call: Call): Promise<void> =>
  deciding(async () => {
    const before = await findInvoice(id, call);
    if (!before || before.dunning.steps.some((step) => step.code === reminder)) return;
    const steps = [...before.dunning.steps, { code: reminder, takenAt: call.at, due }];
    const draft: StoredInvoice = { ...before, dunning: { ...before.dunning, steps }, nextDunningOn: undefined };
    const work = new Work(call);
    const { customerId, currency } = draft;
    work.raise(invoiceSubject(draft), 'dunning.step_taken', {
      invoiceId: id,
      customerId,
      step: reminder,
      channel: 'email',
      due,
      currency,
    });
    saveInvoice(work, before, draft);
    await work.commit();
  });

/** Takes an invoice as far as the day demands. True when its customer was reminded now. */
const dunInvoice = async (id: string, day: string, call: Call): Promise<boolean> => {
  await markOverdue(id, day, call);
  const invoice = await findInvoice(id, call);
  if (!invoice || !dunningDueOn(invoice, day, call.tenant).remind) return false;
  const told = await sendReminder(id, day, call);
  if (told === undefined) return false;
  await recordReminder(id, told, call);
  return true;
};

/**
 * One run for the day of `asOf`: pages through the invoices whose next dunning day has come. An invoice leaves the index
 * when it is done or paid, so that a run that was cut off, or is started twice, goes on where work is left. One invoice
 * that fails does not keep the others waiting; the run then fails at its end and is tried again.
 */
export const runDunning = async (asOf: string): Promise<{ looked: number; reminded: number }> => {
  const day = dateIn(env().TENANT.timeZone, asOf);
  const result = { looked: 0, reminded: 0 };
  const failure = { message: 'An invoice could not be dunned', field: 'invoiceId' } as const;
  let failed = 0;
  for (let shard = 0; shard < dunningShards; shard += 1) {
    for await (const ids of dueUntil(dunningPartition(shard), `${day}~`)) {
      result.looked += ids.length;
      failed += await eachByItself(ids, failure, async (id) => {
        const call = callBy({ actor: 'run-dunning', correlationId: `dunning-${day}` });
        if (await dunInvoice(id, day, call)) result.reminded += 1;
      });
    }
  }
  if (failed > 0) throw new Error(`${failed} of ${result.looked} invoices could not be dunned.`);
  return result;
};
