import * as z from 'zod';
import { CobroEvent, type EventType, eventTypeNames, eventTypes } from '../../shared/events/event-types.ts';
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
never carries contact data. The JSON Schema of every type: \`GET /v1/event-types\`,
and of the whole \`detail\` docs/schemas/. Replay: \`GET /v1/events?after=\`.

## Subscribing

A rule and a target in the tenant's account are all it takes; the target may be the bus of a partner's account:

\`\`\`yaml
Resources:
  PaidInvoices:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: cobro-acme
      EventPattern: { source: [cobro.acme], detail-type: [invoice.paid] }
      Targets:
        - { Id: ours, Arn: !GetAtt OurQueue.Arn }
\`\`\`

Handle an event by its \`id\`: the same one may come twice. Where \`sequence\` of a subject jumps, an earlier one is still on its way, or
can be read from the feed. To see events go by, or to replay them from a cursor, run \`npm run events\` beside a running Cobro:
demo/print-events.ts is a whole subscriber in a page.

## Types

| type | data | Cobro itself reacts with |
|---|---|---|
${eventTypeNames.map((type) => `| \`${type}\` | ${fieldsOf(type)} | ${consumersOf(type)} |`).join('\n')}
`;

/** docs/schemas/<type>.json: the JSON Schema of each type's whole envelope, for subscribers who validate. */
export const eventSchemas = (): { path: string; content: string }[] =>
  eventTypeNames.map((type) => {
    const envelope = CobroEvent.extend({ type: z.literal(type), data: eventTypes[type] });
    const schema = z.toJSONSchema(envelope, { unrepresentable: 'any' });
    return {
      path: `docs/schemas/${type}.json`,
      content: `${JSON.stringify({ ...schema, title: type, description: 'detail of an event on the bus' }, null, 2)}\n`,
    };
  });
