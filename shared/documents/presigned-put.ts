import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { clientOptions } from '../aws/clients.ts';
import { env } from '../env.ts';
import type { DocumentName } from './document-folders.ts';

/**
 * An address to which a caller without any right of its own may PUT this one file, of just this type and length, for
 * so many seconds. Anything else is refused by the bucket: type and length are part of the signature.
 */
export const presignedPut = (file: {
  name: DocumentName;
  contentType: string;
  bytes: number;
  validSeconds: number;
  /** Now, unless an address is made a second time to compare it. */
  signedAt?: Date;
}): Promise<string> => {
  const client = new S3Client({
    ...clientOptions(),
    forcePathStyle: true,
    // A checksum would be of the file, which is not here.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  return getSignedUrl(
    client,
    new PutObjectCommand({
      Bucket: env().BUCKET_NAME,
      Key: file.name,
      ContentType: file.contentType,
      ContentLength: file.bytes,
    }),
    {
      expiresIn: file.validSeconds,
      signingDate: file.signedAt,
      signableHeaders: new Set(['host', 'content-type', 'content-length']),
    },
  );
};
