import * as z from 'zod';
import { eventTypeNames, eventTypes } from '../../shared/events/event-types.ts';
import { readFeed } from '../../shared/events/feed.ts';
import { slicePage } from '../../shared/http/list.ts';
import { serve } from '../../shared/http/serve.ts';
import { insightsRoutes } from './routes.ts';

/** Types are only ever added; one that is unknown stands before all. */
const placeOf = (type: string): number => eventTypeNames.findIndex((name) => name === type);

export const handler = serve(insightsRoutes, {
  listEvents: async ({ query: { after, cursor, ...rest }, call }) => ({
    body: await readFeed({ ...rest, after: after ?? cursor }, call),
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
