import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { clientOptions } from '../aws/clients.ts';
import { env } from '../env.ts';
import type { DocumentName } from './document-folders.ts';

let client: S3Client | undefined;

const bucket = (): S3Client => {
  client ??= new S3Client({ ...clientOptions(), forcePathStyle: true });
  return client;
};

/**
 * Keeps an issued document under a name, once: what is kept there is never replaced. Answers the bytes that are kept,
 * which are another's when that one was first.
 */
export const keepDocument = async (name: DocumentName, bytes: Uint8Array, contentType: string): Promise<Uint8Array> => {
  const document = { Bucket: env().BUCKET_NAME, Key: name, Body: bytes, ContentType: contentType };
  try {
    await bucket().send(new PutObjectCommand({ ...document, IfNoneMatch: '*' }));
    return bytes;
  } catch (error) {
    const kept = isThere(error) ? await findDocument(name) : undefined;
    if (kept) return kept;
    throw error;
  }
};

const isThere = (error: unknown): boolean => error instanceof S3ServiceException && error.name === 'PreconditionFailed';

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
