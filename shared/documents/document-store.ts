import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { clientOptions } from '../aws/clients.ts';
import { env } from '../env.ts';
import type { DocumentName } from './document-folders.ts';

let client: S3Client | undefined;

const bucket = (): S3Client => {
  client ??= new S3Client({ ...clientOptions(), forcePathStyle: true });
  return client;
};

/** Keeps an issued document. The same bytes under the same name again change nothing. */
export const keepDocument = async (name: DocumentName, bytes: Uint8Array, contentType: string): Promise<void> => {
  await bucket().send(
    new PutObjectCommand({ Bucket: env().BUCKET_NAME, Key: name, Body: bytes, ContentType: contentType }),
  );
};

/** The size in bytes and the type of a kept document, or undefined. */
export const findDocumentFacts = async (
  name: DocumentName,
): Promise<{ bytes: number; contentType: string | undefined } | undefined> => {
  try {
    const facts = await bucket().send(new HeadObjectCommand({ Bucket: env().BUCKET_NAME, Key: name }));
    return { bytes: facts.ContentLength ?? 0, contentType: facts.ContentType };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
};

/** The bytes of a kept document, or undefined. */
export const findDocument = async (name: DocumentName): Promise<Uint8Array | undefined> => {
  try {
    const answer = await bucket().send(new GetObjectCommand({ Bucket: env().BUCKET_NAME, Key: name }));
    return await answer.Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
};
