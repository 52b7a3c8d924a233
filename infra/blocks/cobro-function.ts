import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionDeclaration } from '../domains/domain.ts';
import type { Names } from '../names.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';

export interface CobroFunctionProps {
  names: Names;
  declaration: FunctionDeclaration;
  code: Code;
  /** What every function of the tenant finds in its environment. */
  environment: Readonly<Record<string, string>>;
  /** Rights beyond writing its own log. */
  statements: readonly PolicyStatement[];
  /** Where what it could not do ends up; required for every function nobody waits for. */
  deadLetters?: IQueue;
  alarms: AlarmReceiver;
}

/**
 * One Lambda with the house's defaults: Node 24 on arm64, a role and a log of its own, and an alarm that says what the
 * business loses while it fails.
 */
export class CobroFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly declaration: FunctionDeclaration;

  constructor(scope: Construct, props: CobroFunctionProps) {
    const { names, declaration } = props;
    super(scope, declaration.name);
    this.declaration = declaration;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: names.functionLogs(declaration.name),
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = this.ownRole(logGroup, props);
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: names.function(declaration.name),
      description: declaration.whileItFails,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: props.code,
      memorySize: declaration.memoryMb,
      timeout: Duration.seconds(declaration.timeoutSeconds),
      environment: { ...props.environment },
      role: this.role,
      logGroup,
    });
    this.alarmOnErrors(props);
  }

  private ownRole(logGroup: LogGroup, { declaration, statements, deadLetters }: CobroFunctionProps): Role {
    const writeLog = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
    });
    const sendDeadLetters = deadLetters
      ? [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] })]
      : [];
    return new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${declaration.name} may touch`,
      inlinePolicies: {
        grants: new PolicyDocument({ statements: [writeLog, ...sendDeadLetters, ...statements], minimize: true }),
      },
    });
  }

  private alarmOnErrors({ names, declaration, alarms }: CobroFunctionProps): void {
    alarms.watch(this, 'Fails', {
      name: `${names.function(declaration.name)}-fails`,
      sentence: declaration.whileItFails,
      runbook: 'a-function-fails',
      metric: this.lambda.metricErrors({ period: Duration.minutes(5) }),
      threshold: 1,
      periods: 3,
      // One error is retried and forgotten; two bad periods in a quarter of an hour are a fault.
      badPeriods: declaration.trigger.kind === 'schedule' ? 1 : 2,
    });
  }
}
