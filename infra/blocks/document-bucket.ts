import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { documentFolders } from '../../shared/documents/document-folders.ts';
import { keepAs } from './keep-as.ts';

/** Where documents are kept: private, TLS only, every overwritten version stays; only what is no document expires. */
export const documentBucket = (scope: Construct, bucketName: string, key?: IKey): Bucket => {
  const bucket = new Bucket(scope, 'Documents', {
    bucketName,
    versioned: true,
    // A bucket key: one call of the key for many documents.
    ...(key
      ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      { id: 'forget-broken-uploads', abortIncompleteMultipartUploadAfter: Duration.days(7) },
      ...Object.entries(documentFolders).flatMap(([folder, { keptDays }]) =>
        keptDays === null
          ? []
          : [
              {
                id: `forget-${folder}`,
                prefix: `${folder}/`,
                expiration: Duration.days(keptDays),
                noncurrentVersionExpiration: Duration.days(1),
              },
            ],
      ),
    ],
  });
  keepAs(bucket, 'Documents');
  return bucket;
};
