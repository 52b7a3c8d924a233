import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { Tenant } from '../shared/tenant.ts';
import { documentBucket } from './blocks/document-bucket.ts';
import { keepAs } from './blocks/keep-as.ts';
import { ownKey } from './blocks/own-key.ts';
import { letPartnersIn } from './blocks/partner-accounts.ts';
import { tokenIssuer } from './blocks/token-issuer.ts';
import { oneTable } from './blocks/one-table.ts';
import { outputs } from './blocks/outputs.ts';
import { senderIdentity } from './blocks/sender-identity.ts';
import { namesOf } from './names.ts';

/**
 * What a tenant must never lose: the table, the documents, the bus partners listen to, the clients and their secrets.
 * Everything here survives the deletion of its stack, under logical ids that never change.
 */
export class DataStack extends Stack {
  readonly table: Table;
  readonly userPool: UserPool;
  /** Client ids by role, the audience of every token. */
  readonly clientIds: readonly string[];

  constructor(scope: Construct, { tenant }: { tenant: Tenant }) {
    const names = namesOf(tenant);
    super(scope, names.dataStack, {
      env: { region: tenant.region },
      description: `Cobro for ${tenant.name}: what is kept for ever`,
      terminationProtection: true,
    });
    const key = ownKey(this, tenant);
    this.table = oneTable(this, names.table, key);
    const bucket = documentBucket(this, names.bucket, key);
    const bus = new EventBus(this, 'Bus', { eventBusName: names.bus });
    bus.applyRemovalPolicy(RemovalPolicy.RETAIN);
    keepAs(bus, 'Bus');
    letPartnersIn(bus, tenant.partnerAccounts ?? []);
    const issuer = tokenIssuer(this, names);
    this.userPool = issuer.pool;
    this.clientIds = issuer.clientIds;

    const dkimRecords = tenant.senderIsVerified === true ? {} : senderIdentity(this, tenant.senderEmail);

    outputs(this, {
      TableName: this.table.tableName,
      BucketName: bucket.bucketName,
      BusName: bus.eventBusName,
      UserPoolId: this.userPool.userPoolId,
      TokenEndpoint: `${issuer.baseUrl}/oauth2/token`,
      ...dkimRecords,
    });
  }
}
