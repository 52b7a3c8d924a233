import * as z from 'zod';
import { type EventType, eventTypeNames, eventTypes } from '../../shared/events/event-types.ts';
import { allFunctions } from '../domains/index.ts';

/** The part of a JSON Schema that a table row shows. */
const Shown = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
});
const ObjectSchema = z.looseObject({
  properties: z.record(z.string(), Shown),
  required: z.array(z.string()).default([]),
});

const kindOf = (field: z.infer<typeof Shown>): string => {
  if (field.anyOf) return field.anyOf.map((one) => one.type ?? 'any').join(' or ');
  if (field.type === 'array') return `list of ${field.items?.type ?? 'any'}`;
  return String(field.type ?? 'any');
};

const fieldsOf = (type: EventType): string => {
  const { properties, required } = ObjectSchema.parse(z.toJSONSchema(eventTypes[type]));
  return Object.entries(properties)
    .map(([name, field]) => `\`${name}${required.includes(name) ? '' : '?'}\` ${kindOf(field)}`)
    .join(', ');
};

const consumersOf = (type: EventType): string =>
  allFunctions
    .filter(({ trigger }) => trigger.kind === 'events' && trigger.types.includes(type))
    .map(({ name }) => name)
    .join(', ') || '-';

/** docs/events.md: every event type with its data and who reacts to it. */
export const eventsPage = (): string => `# Events

Generated from shared/events/event-types.ts and infra/domains/ by \`npm run docs\`; do not edit.

Bus \`cobro-<tenant>\`, source \`cobro.<tenant>\`, detail-type = type. \`detail\` is the envelope
\`{ id, type, version: 1, tenant, occurredAt, subject, sequence, correlationId, causationId?, data }\`. Delivery is at least once: the
same change always has the same \`id\`, and \`sequence\` counts per subject from 1 without gaps. Amounts are minor units. \`data\`
never carries contact data. The JSON Schema of every type: \`GET /v1/event-types\`. Replay: \`GET /v1/events?after=\`.

| type | data | Cobro itself reacts with |
|---|---|---|
${eventTypeNames.map((type) => `| \`${type}\` | ${fieldsOf(type)} | ${consumersOf(type)} |`).join('\n')}
`;
