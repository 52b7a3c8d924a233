import { CfnConfigurationSet, CfnConfigurationSetEventDestination } from 'aws-cdk-lib/aws-ses';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * The set a tenant's mails are sent under: TLS only, bounces and complaints are counted apart from other tenants' and
 * arrive at the account's default bus, the only one SES can reach.
 */
export class MailSet extends Construct {
  readonly name: string;

  constructor(scope: Construct, name: string) {
    super(scope, 'Mail');
    const set = new CfnConfigurationSet(this, 'Set', {
      name,
      deliveryOptions: { tlsPolicy: 'REQUIRE' },
      reputationOptions: { reputationMetricsEnabled: true },
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    this.name = set.ref;
    this.reportBounces();
  }

  private reportBounces(): CfnConfigurationSetEventDestination {
    const defaultBus = Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' });
    return new CfnConfigurationSetEventDestination(this, 'Bounces', {
      configurationSetName: this.name,
      eventDestination: {
        name: 'default-bus',
        enabled: true,
        matchingEventTypes: ['BOUNCE', 'COMPLAINT', 'REJECT'],
        eventBridgeDestination: { eventBusArn: defaultBus },
      },
    });
  }
}
