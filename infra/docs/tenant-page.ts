import * as z from 'zod';
import { Tenant } from '../../shared/tenant.ts';
import { tenantNotes } from './tenant-notes.ts';

interface Property {
  type?: string;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, Property>;
  required?: string[];
  items?: Property;
}

const Property: z.ZodType<Property> = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  properties: z.lazy(() => z.record(z.string(), Property)).optional(),
  required: z.array(z.string()).optional(),
  items: z.lazy(() => Property).optional(),
});

interface Field {
  path: string;
  kind: string;
  /** Whether it has to stand there, and what takes its place. */
  without: string;
}

const kindOf = ({ type, enum: values, items }: Property): string => {
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (type === 'array') return `list of ${items?.type ?? 'things'}s`;
  return type === 'integer' ? 'whole number' : (type ?? '');
};

/** What a field stands in. */
interface Place {
  prefix: string;
  optional: boolean;
  usual: Record<string, unknown>;
}

const Usual = z.record(z.string(), z.unknown());

const withoutIt = (
  name: string,
  { default: own }: Property,
  needed: boolean,
  { prefix, optional, usual }: Place,
): string => {
  const value = own ?? usual[name];
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  if (!needed) return '';
  return optional ? `needed in \`${prefix.slice(0, -1)}\`` : '**needed**';
};

/** Every field of the file, those inside another under its name. */
const fieldsOf = (
  { properties = {}, required = [] }: Property,
  place: Place = { prefix: '', optional: false, usual: {} },
): Field[] =>
  Object.entries(properties).flatMap(([name, property]) => {
    const path = `${place.prefix}${name}`;
    const needed = required.includes(name);
    if (!property.properties) {
      return [{ path, kind: kindOf(property), without: withoutIt(name, property, needed, place) }];
    }
    const usual = Usual.catch({}).parse(property.default);
    return fieldsOf(property, { prefix: `${path}.`, optional: place.optional || !needed, usual });
  });

const rowOf = ({ path, kind, without }: Field): string => {
  const note = tenantNotes[path];
  if (note === undefined) throw new Error(`infra/docs/tenant-notes.ts says nothing of ${path}.`);
  return `| \`${path}\` | ${kind} | ${without} | ${note} |`;
};

/** docs/tenant.md: every field of a tenant's file. */
export const tenantPage = (): string => {
  const fields = fieldsOf(Property.parse(z.toJSONSchema(Tenant, { io: 'input' })));
  const unknown = Object.keys(tenantNotes).filter((path) => !fields.some((field) => field.path === path));
  if (unknown.length > 0) throw new Error(`infra/docs/tenant-notes.ts speaks of ${unknown.join(', ')}.`);
  return `# The file of a tenant

Generated from shared/tenant.ts and infra/docs/tenant-notes.ts by \`npm run docs\`; do not edit.

\`infra/tenants/<name>.json\` is all that Cobro must know of a company. \`npm run tenant -- new <name>\` writes one. It is checked whenever
stacks are made, with a sentence for everything wrong; a field that is not listed here is refused. Amounts are in minor units of the tenant's
currency and include tax; days are days of its time zone.

| field | is | needed, or what stands in its place | says |
|---|---|---|---|
${fields.map(rowOf).join('\n')}
`;
};
