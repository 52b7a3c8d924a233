import * as z from 'zod';
import { CobroEvent, eventTypeNames } from '../../shared/events/event-types.ts';
import { AuditedKind, TimelineEntry } from '../../shared/events/audit.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import type { Routes } from '../../shared/http/route.ts';

const types = z
  .string()
  .max(2000)
  .transform((text) => text.split(',').map((type) => type.trim()))
  .refine(
    (names) => names.every((name) => eventTypeNames.some((known) => known === name)),
    'Names an unknown event type.',
  )
  .optional();

export const insightsRoutes = {
  listEvents: {
    method: 'GET',
    path: '/v1/events',
    scope: 'events.read',
    summary: 'Every event, oldest first, to replay; `after` takes nextCursor',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).default(25),
      after: z.string().check(z.minLength(1), z.maxLength(1000)).optional(),
      cursor: z.string().check(z.minLength(1), z.maxLength(1000)).optional(),
      types,
    }),
    response: listOf(CobroEvent),
  },
  listAuditTrail: {
    method: 'GET',
    path: '/v1/audit-trail',
    scope: 'admin',
    summary: 'Who changed one thing, when, what, and from which version to which, oldest first',
    query: z.strictObject({ ...listQuery, kind: AuditedKind, id: z.string().check(z.minLength(1), z.maxLength(200)) }),
    response: listOf(TimelineEntry),
  },
  listEventTypes: {
    method: 'GET',
    path: '/v1/event-types',
    scope: 'events.read',
    summary: 'JSON Schema of the data of every event type; all of them unless `limit` is given',
    query: z.strictObject({ ...listQuery, limit: z.coerce.number().int().min(1).max(100).optional() }),
    response: listOf(z.object({ type: z.string(), version: z.literal(1), schema: z.record(z.string(), z.unknown()) })),
  },
} as const satisfies Routes;
