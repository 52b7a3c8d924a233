import * as z from 'zod';
import { eventTypeNames, eventTypes } from '../../shared/events/event-types.ts';
import { readFeed } from '../../shared/events/feed.ts';
import { serve } from '../../shared/http/serve.ts';
import { insightsRoutes } from './routes.ts';

export const handler = serve(insightsRoutes, {
  listEvents: async ({ query: { after, cursor, ...rest }, call }) => ({
    body: await readFeed({ ...rest, after: after ?? cursor }, call),
  }),
  listEventTypes: async () => ({
    body: {
      items: eventTypeNames.map((type) => ({ type, version: 1 as const, schema: z.toJSONSchema(eventTypes[type]) })),
      nextCursor: null,
    },
  }),
});
