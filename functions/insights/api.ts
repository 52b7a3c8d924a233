import * as z from 'zod';
import { eventTypeNames, eventTypes } from '../../shared/events/event-types.ts';
import { TimelineEntry } from '../../shared/events/audit.ts';
import { readFeed } from '../../shared/events/feed.ts';
import { listPage } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { insightsRoutes } from './routes.ts';

export const handler = serve(insightsRoutes, {
  listEvents: async ({ query: { after, cursor, ...rest }, call }) => ({
    body: await readFeed({ ...rest, after: after ?? cursor }, call),
  }),
  listAuditTrail: async ({ query: { kind, id, limit, cursor } }) => ({
    body: await listPage<TimelineEntry>({
      limit,
      cursor,
      question: `audit ${kind} ${id}`,
      partitions: () => Promise.resolve([{ pk: `${kind}#${id}`, prefix: 'event#' }]),
      load: (rows) => Promise.resolve(rows.map((row) => TimelineEntry.parse(row))),
    }),
  }),
  listEventTypes: async () => ({
    body: {
      items: eventTypeNames.map((type) => ({ type, version: 1 as const, schema: z.toJSONSchema(eventTypes[type]) })),
      nextCursor: null,
    },
  }),
});
