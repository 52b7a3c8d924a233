import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientOptions } from '../aws/clients.ts';
import { env } from '../env.ts';

let client: S3Client | undefined;

const bucket = (): S3Client => {
  client ??= new S3Client({ ...clientOptions(), forcePathStyle: true });
  return client;
};

/** Keeps an issued document. The same bytes under the same name again change nothing. */
export const keepDocument = async (name: string, bytes: Uint8Array, contentType: string): Promise<void> => {
  await bucket().send(
    new PutObjectCommand({ Bucket: env().BUCKET_NAME, Key: name, Body: bytes, ContentType: contentType }),
  );
};

/** The bytes of a kept document, or undefined. */
export const findDocument = async (name: string): Promise<Uint8Array | undefined> => {
  try {
    const answer = await bucket().send(new GetObjectCommand({ Bucket: env().BUCKET_NAME, Key: name }));
    return await answer.Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};
