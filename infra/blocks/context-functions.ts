import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Tenant } from '../../shared/tenant.ts';
import { type Domain, type FunctionDeclaration, isRunAlone } from '../domains/domain.ts';
import type { Names } from '../names.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';
import { CobroFunction } from './cobro-function.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { type Resources, statementsOf } from './grant-statements.ts';
import { ownKey, usesOfKey } from './own-key.ts';
import type { MailSet } from './mail-set.ts';
import { readsOfStream, runOnInserts } from './run-on-inserts.ts';
import { runOnEvents } from './run-on-events.ts';
import { runOnMailFailures } from './run-on-mail-failures.ts';
import { runOnSchedule } from './run-on-schedule.ts';

export interface ContextFunctionsProps {
  domain: Domain;
  tenant: Tenant;
  names: Names;
  resources: Resources;
  tableName: string;
  streamArn: string;
  mail: MailSet;
  alarms: AlarmReceiver;
  codeOf: (declaration: FunctionDeclaration) => Code;
}

/** Nobody waits for these: what they cannot do must lie somewhere. */
const runsAlone = ({ trigger, grants }: FunctionDeclaration): boolean =>
  isRunAlone(trigger) || grants.deadLetters === 'send';

/** The functions of one context with what makes them run, and one dead-letter queue for those that run alone. */
export class ContextFunctions extends Construct {
  readonly functions: readonly CobroFunction[];
  readonly hasDeadLetters: boolean;
  private readonly props: ContextFunctionsProps;

  constructor(scope: Construct, props: ContextFunctionsProps) {
    super(scope, props.domain.context);
    this.props = props;
    const { domain, tenant, names, alarms } = props;
    const [first, ...others] = domain.functions.filter(runsAlone).map(({ whileItFails }) => whileItFails);
    const deadLetters =
      first === undefined
        ? undefined
        : new DeadLetterQueue(this, 'DeadLetters', {
            queueName: names.deadLetters(domain.context),
            whileItFails: [first, ...others],
            alarms,
            key: ownKey(this, tenant),
          }).queue;
    this.hasDeadLetters = deadLetters !== undefined;
    this.functions = domain.functions.map((declaration) => this.add(declaration, deadLetters));
  }

  private add(declaration: FunctionDeclaration, queue: IQueue | undefined): CobroFunction {
    const { tenant, names, resources, streamArn, alarms, codeOf } = this.props;
    const deadLetters = runsAlone(declaration) ? queue : undefined;
    const streamReads = declaration.trigger.kind === 'stream' ? [readsOfStream(streamArn)] : [];
    const made = new CobroFunction(this, {
      names,
      declaration,
      code: codeOf(declaration),
      environment: this.environmentOf(declaration, deadLetters),
      statements: [
        ...statementsOf(declaration.grants, resources),
        ...streamReads,
        ...(Object.keys(declaration.grants).length > 0 ? usesOfKey(tenant) : []),
      ],
      deadLetters,
      alarms,
    });
    if (deadLetters) this.makeItRun(made, deadLetters);
    return made;
  }

  /** Names and addresses, never secrets; an address stands only where its use is granted. */
  private environmentOf({ grants }: FunctionDeclaration, deadLetters: IQueue | undefined): Record<string, string> {
    const { tenant, names, resources, tableName, mail } = this.props;
    return {
      TENANT: JSON.stringify(tenant),
      TABLE_NAME: tableName,
      BUS_NAME: names.bus,
      BUCKET_NAME: names.bucket,
      ...(grants.lifecycle && { LIFECYCLE_ARN: resources.lifecycleStartArn }),
      ...(grants.deadLetters && deadLetters && { DEAD_LETTER_QUEUE_URL: deadLetters.queueUrl }),
      ...(grants.mail && { MAIL_CONFIGURATION_SET: mail.name }),
    };
  }

  private makeItRun(consumer: CobroFunction, deadLetters: IQueue) {
    const { names, tenant, streamArn, alarms } = this.props;
    const { trigger } = consumer.declaration;
    switch (trigger.kind) {
      case 'events':
        return runOnEvents(consumer, { names, types: trigger.types, deadLetters });
      case 'mail-failures':
        return runOnMailFailures(consumer, { names, deadLetters });
      case 'schedule':
        return runOnSchedule(consumer, {
          names,
          expression: trigger.expression,
          timeZone: tenant.timeZone,
          deadLetters,
          keyStatements: usesOfKey(tenant),
          alarms,
        });
      case 'stream':
        return runOnInserts(consumer, { names, trigger, streamArn, deadLetters, alarms });
      case 'http':
      case 'lifecycle':
        // The gateway and the state machine call these; service-stack.ts leads them there.
        return undefined;
    }
  }
}
