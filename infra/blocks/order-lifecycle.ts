import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  CfnStateMachineAlias,
  CfnStateMachineVersion,
  CfnStateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { lifecycleDefinition } from '../lifecycle-definition.ts';
import type { Names } from '../names.ts';
import type { AlarmReceiver } from './alarm-receiver.ts';
import type { CobroFunction } from './cobro-function.ts';
import type { Resources } from './grant-statements.ts';

export interface OrderLifecycleProps {
  names: Names;
  resources: Resources;
  /** The text of order-lifecycle.asl.json. */
  asl: string;
  /** The functions that are tasks of it. */
  tasks: readonly CobroFunction[];
  alarms: AlarmReceiver;
  versioned: boolean;
}

/** CloudWatch must let a state machine write its log: AWS offers these rights on no narrower resource. */
const deliverLogs = new PolicyStatement({
  actions: [
    'CreateLogDelivery',
    'GetLogDelivery',
    'UpdateLogDelivery',
    'DeleteLogDelivery',
    'ListLogDeliveries',
    'PutResourcePolicy',
    'DescribeResourcePolicies',
    'DescribeLogGroups',
  ].map((name) => `logs:${name}`),
  resources: ['*'],
});

/**
 * The lifecycle of an order: one Standard execution each, started under the alias `live`. A new definition is a new
 * version; open executions end under the version they began with.
 */
export class OrderLifecycle extends Construct {
  /** What an execution is started by. */
  readonly startArn: string;

  constructor(scope: Construct, props: OrderLifecycleProps) {
    super(scope, 'OrderLifecycle');
    this.startArn = props.resources.lifecycleStartArn;
    const machine = this.machine(props);
    if (props.versioned) this.publish(machine);
    this.alarmOnFailures(props);
  }

  private publish(machine: CfnStateMachine): CfnStateMachineAlias {
    const version = new CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: machine.ref,
      stateMachineRevisionId: machine.attrStateMachineRevisionId,
    });
    // Older versions stay: one command points the alias back at them.
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return new CfnStateMachineAlias(this, 'Live', {
      name: 'live',
      description: 'The version new orders start with',
      deploymentPreference: { type: 'ALL_AT_ONCE', stateMachineVersionArn: version.attrArn },
    });
  }

  private machine({ names, asl, tasks }: OrderLifecycleProps): CfnStateMachine {
    const functionArns = new Map(tasks.map((task) => [task.declaration.name, task.lambda.functionArn]));
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: names.lifecycleLogs,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const callTasks = new PolicyStatement({
      actions: ['lambda:InvokeFunction'],
      resources: [...functionArns.values()],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      inlinePolicies: { tasks: new PolicyDocument({ statements: [callTasks, deliverLogs] }) },
    });
    return new CfnStateMachine(this, 'Machine', {
      stateMachineName: names.lifecycle,
      stateMachineType: StateMachineType.STANDARD,
      definitionString: lifecycleDefinition(asl, functionArns),
      roleArn: role.roleArn,
      // Errors only, and without what they were about: a log is no place for orders.
      loggingConfiguration: {
        level: 'ERROR',
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroup.logGroupArn } }],
      },
    });
  }

  private alarmOnFailures({ names, resources, tasks, alarms }: OrderLifecycleProps): void {
    const sentences = new Set(tasks.map((task) => task.declaration.whileItFails));
    alarms.watch(this, 'Fails', {
      name: `${names.lifecycle}-fails`,
      sentence: `An order's lifecycle gave up; the sweep starts it anew. ${[...sentences].join(' ')}`,
      runbook: 'a-lifecycle-gave-up',
      metric: new Metric({
        namespace: 'AWS/States',
        metricName: 'ExecutionsFailed',
        dimensionsMap: { StateMachineArn: resources.lifecycleArn },
        period: Duration.minutes(5),
        statistic: 'sum',
      }),
      threshold: 1,
    });
  }
}
