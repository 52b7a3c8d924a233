import * as z from 'zod';
import { callBecauseOf } from '../../shared/call.ts';
import { onEvents } from '../../shared/events/on-events.ts';
import { runImport } from '../../shared/imports/run-import.ts';

/** Carries out a share of an import; its last event hands over to the next run of this function. */
export const handler = onEvents(z.object({ importId: z.string() }), ({ importId }, event) =>
  runImport(importId, callBecauseOf(event, 'run-import-on-import-started')),
);
