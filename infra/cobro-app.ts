import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Tenant } from '../shared/tenant.ts';
import { DataStack } from './data-stack.ts';
import type { Domain, FunctionDeclaration } from './domains/domain.ts';
import { acknowledgeExceptions } from './nag-exceptions.ts';
import { ServiceStack } from './service-stack.ts';

export interface CobroAppProps {
  tenants: readonly Tenant[];
  domains: readonly Domain[];
  codeOf: (declaration: FunctionDeclaration) => Code;
  asl?: string;
  outdir?: string;
}

const ownLifecycle = (): string => readFileSync(join(import.meta.dirname, 'order-lifecycle.asl.json'), 'utf8');

const strictness = {
  // What CloudFormation would refuse in the middle of a deployment, such as a service a region lacks, fails here.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  // The data stack cannot take away what the service stack uses.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/** The whole of what is deployed: a data stack and a service stack per tenant, checked by AWS's rules at synthesis. */
export const cobroApp = ({ tenants, domains, codeOf, asl = ownLifecycle(), outdir }: CobroAppProps) => {
  const app = new App({ outdir, context: strictness });
  // `-c lifecycleVersions=off`: for the emulator of the cloud test, which knows no versions of a state machine.
  const versioned = app.node.tryGetContext('lifecycleVersions') !== 'off';
  const stacks = tenants.map((tenant) => {
    const data = new DataStack(app, { tenant });
    return { tenant, data, service: new ServiceStack(app, { tenant, data, domains, asl, codeOf, versioned }) };
  });
  acknowledgeExceptions(
    app,
    tenants.map(({ name }) => name),
  );
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stacks };
};
