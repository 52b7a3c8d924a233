import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { DataStack } from '../../infra/data-stack.ts';
import type { Domain } from '../../infra/domains/domain.ts';
import { ServiceStack } from '../../infra/service-stack.ts';
import type { Tenant } from '../../shared/tenant.ts';

/** Code that is never run: the tests of the stacks need no bundle. */
export const noCode = (): Code => Code.fromInline('exports.handler = async () => ({});');

export const asl = readFileSync(join(import.meta.dirname, '../../infra/order-lifecycle.asl.json'), 'utf8');

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type Resource = z.infer<typeof Resource>;
const Stack = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).default({}),
});

/** What an assertion of CDK says, closest match included; null when it holds. */
const complaint = (assertion: () => void): string | null => {
  try {
    assertion();
    return null;
  } catch (error) {
    return String(error);
  }
};

/** A synthesised template with the questions the tests ask of it. Fails on circular references. */
export const read = (template: Template) => {
  const stack = Stack.parse(template.toJSON());
  const entries = Object.entries(stack.Resources);
  return {
    ...stack,
    /** Why no resource of the type is like this; null when one is. */
    lacks: (type: string, like: object) => complaint(() => template.hasResourceProperties(type, like)),
    /** Which resources of the type are not like this; null when all are. */
    strays: (type: string, like: object) => complaint(() => template.allResourcesProperties(type, like)),
    ofType: (type: string) => entries.filter(([, resource]) => resource.Type === type),
    propertiesOf: (type: string) =>
      entries.filter(([, resource]) => resource.Type === type).map(([, { Properties }]) => Properties),
  };
};
export type Synthesised = ReturnType<typeof read>;

export const makeDataStack = (tenant: Tenant): Synthesised =>
  read(Template.fromStack(new DataStack(new App(), { tenant })));

export const makeStacks = (tenant: Tenant, domains: readonly Domain[]): { data: Synthesised; service: Synthesised } => {
  const app = new App();
  const data = new DataStack(app, { tenant });
  const service = new ServiceStack(app, { tenant, data, domains, asl, codeOf: noCode });
  return { data: read(Template.fromStack(data)), service: read(Template.fromStack(service)) };
};
