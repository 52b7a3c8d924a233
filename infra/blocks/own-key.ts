import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Tenant } from '../../shared/tenant.ts';

/** The tenant's own key, when it has one: made and kept by the tenant, never by these stacks. */
export const ownKey = (scope: Construct, { encryptionKeyArn }: Tenant): IKey | undefined =>
  encryptionKeyArn === undefined ? undefined : Key.fromKeyArn(scope, 'Key', encryptionKeyArn);

/** What reading and writing encrypted items, documents and messages asks for, on this one key. */
export const usesOfKey = ({ encryptionKeyArn }: Tenant): PolicyStatement[] =>
  encryptionKeyArn === undefined
    ? []
    : [
        new PolicyStatement({
          actions: [
            'kms:Decrypt',
            'kms:DescribeKey',
            'kms:Encrypt',
            'kms:GenerateDataKey',
            'kms:ReEncryptFrom',
            'kms:ReEncryptTo',
          ],
          resources: [encryptionKeyArn],
        }),
      ];
