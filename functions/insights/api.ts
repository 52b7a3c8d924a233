import * as z from 'zod';
import { eventTypeNames, eventTypes } from '../../shared/events/event-types.ts';
import { TimelineEntry } from '../../shared/events/audit.ts';
import { readFeed } from '../../shared/events/feed.ts';
import { listPage, onePartition, slicePage } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { getRowsByKey } from '../../shared/table/table.ts';
import { insightsRoutes } from './routes.ts';

/** Types are only ever added; one that is unknown stands before all. */
const placeOf = (type: string): number => eventTypeNames.findIndex((name) => name === type);

export const handler = serve(insightsRoutes, {
  listEvents: async ({ query: { after, cursor, ...rest }, call }) => ({
    body: await readFeed({ ...rest, after: after ?? cursor }, call),
  }),
  listAuditTrail: async ({ query: { kind, id, limit, cursor }, call }) => ({
    body: await listPage<TimelineEntry>({
      list: 'audit-trail',
      filter: { kind, id },
      page: { limit, cursor },
      call,
      stretches: () => onePartition({ pk: `${kind}#${id}`, prefix: 'event#', newestFirst: false }),
      load: async (sortKeys) => {
        const found = await getRowsByKey(sortKeys.map((sk) => ({ pk: `${kind}#${id}`, sk })));
        return sortKeys.map((sk) => TimelineEntry.optional().parse(found({ pk: `${kind}#${id}`, sk })));
      },
    }),
  }),
  listEventTypes: async ({ query, call }) => ({
    body: await slicePage(
      eventTypeNames.map((type) => ({ type, version: 1 as const, schema: z.toJSONSchema(eventTypes[type]) })),
      {
        list: 'event-types',
        page: { ...query, limit: query.limit ?? eventTypeNames.length },
        call,
        nameOf: ({ type }) => type,
        isAfter: ({ type }, position) => placeOf(type) > placeOf(position),
      },
    ),
  }),
});
