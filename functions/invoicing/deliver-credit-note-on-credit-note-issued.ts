import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { deliverCreditNote } from '../../shared/credit-notes/deliver-credit-note.ts';
import { onEvents } from '../../shared/events/on-events.ts';

/** Renders and keeps the PDF of an issued credit note and mails it to the customer and to finance. */
export const handler = onEvents(z.object({ creditNoteId: z.string() }), async ({ creditNoteId }, event) => {
  await deliverCreditNote(creditNoteId, callBecauseOf(event, 'deliver-credit-note-on-credit-note-issued'));
});
