import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { indexKeys, tableIndexes, tableKeys } from '../../shared/table/table-map.ts';
import { keepAs } from './keep-as.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** The one table with every index of the table map: paid by use, restorable to any second of 35 days, kept. */
export const oneTable = (scope: Construct, tableName: string, key?: IKey): Table => {
  const table = new Table(scope, 'Table', {
    tableName,
    partitionKey: text(tableKeys.pk),
    sortKey: text(tableKeys.sk),
    timeToLiveAttribute: tableKeys.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 35 },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    ...(key && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
  });
  for (const { name, projection } of tableIndexes) {
    const { pk, sk } = indexKeys(name);
    table.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: text(pk),
      sortKey: text(sk),
      projectionType: ProjectionType[projection],
    });
  }
  keepAs(table, 'Table');
  return table;
};
