import { Stack } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Tenant } from '../shared/tenant.ts';
import { AlarmReceiver } from './blocks/alarm-receiver.ts';
import { ContextFunctions } from './blocks/context-functions.ts';
import { resourcesOf } from './blocks/grant-statements.ts';
import { HttpGateway } from './blocks/http-gateway.ts';
import { MailSet } from './blocks/mail-set.ts';
import { OrderLifecycle } from './blocks/order-lifecycle.ts';
import { outputs } from './blocks/outputs.ts';
import { watchTenant } from './blocks/watch-tenant.ts';
import type { DataStack } from './data-stack.ts';
import type { Domain, FunctionDeclaration } from './domains/domain.ts';
import { gatewayRoutes } from './gateway-routes.ts';
import { namesOf } from './names.ts';
import { serviceParameters } from './service-parameters.ts';

export interface ServiceStackProps {
  tenant: Tenant;
  data: DataStack;
  domains: readonly Domain[];
  /** The text of order-lifecycle.asl.json. */
  asl: string;
  /** The bundled code of a function. */
  codeOf: (declaration: FunctionDeclaration) => Code;
  /** False for emulators that know no versions of a state machine; see infra/cobro-app.ts. */
  versioned?: boolean;
}

/** What runs: made from the declarations in infra/domains/, holding nothing that could not be made again. */
export class ServiceStack extends Stack {
  constructor(scope: Construct, { tenant, data, domains, asl, codeOf, versioned = true }: ServiceStackProps) {
    const names = namesOf(tenant);
    super(scope, names.serviceStack, {
      env: { region: tenant.region },
      description: `Cobro for ${tenant.name}: what runs`,
    });
    this.addStackDependency(data);
    const { tableName, streamArn, issuer, audience } = serviceParameters(this, names, data);
    const resources = resourcesOf({ stack: this, names, tableName, senderEmail: tenant.senderEmail, versioned });
    const alarms = new AlarmReceiver(this, { topicName: names.alarmTopic, email: tenant.alarmEmail });
    const mail = new MailSet(this, names.mailSet);

    const contexts = domains.map(
      (domain) =>
        new ContextFunctions(this, { domain, tenant, names, resources, tableName, streamArn, mail, alarms, codeOf }),
    );
    const functions = new Map(
      contexts.flatMap(({ functions }) => functions).map((one) => [one.declaration.name, one] as const),
    );
    const tasks = [...functions.values()].filter(({ declaration }) => declaration.trigger.kind === 'lifecycle');
    const lifecycle = new OrderLifecycle(this, { names, resources, asl, tasks, alarms, versioned });
    const gateway = new HttpGateway(this, {
      names,
      routes: gatewayRoutes(domains),
      functions,
      jwt: { issuer, audience },
      throttle: tenant.throttle,
      domain: tenant.domain,
    });
    watchTenant(this, {
      tenant,
      names,
      tableName,
      lifecycleArn: resources.lifecycleArn,
      functions: [...functions.values()],
      queues: domains.filter((_, at) => contexts[at]?.hasDeadLetters).map(({ context }) => context),
      gateway,
      mail,
      alarms,
    });

    outputs(this, { ApiId: gateway.apiId, ApiUrl: gateway.url, LifecycleArn: lifecycle.startArn });
  }
}
