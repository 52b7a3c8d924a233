import * as z from 'zod';
import type { AwsResponse } from '../aws/request-handler.ts';

/** What is known of an object besides its bytes. */
export const StoredObject = z.object({
  file: z.string(),
  contentType: z.string(),
  size: z.int(),
  etag: z.string(),
  modifiedAt: z.string(),
  metadata: z.record(z.string(), z.string()),
});
export type StoredObject = z.infer<typeof StoredObject>;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const xml = (statusCode: number, body: string): AwsResponse => ({
  statusCode,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`),
});

/** A refusal, as S3 words it. */
export const bucketFault = (statusCode: number, code: string, message: string): AwsResponse =>
  xml(statusCode, `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`);

/** The headers of an object. */
export const headersOf = (stored: StoredObject): Record<string, string> => ({
  'content-type': stored.contentType,
  'content-length': String(stored.size),
  etag: `"${stored.etag}"`,
  'last-modified': new Date(stored.modifiedAt).toUTCString(),
  ...Object.fromEntries(Object.entries(stored.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
});

/** The x-amz-meta- headers of a request, without that prefix. */
export const metadataOf = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith('x-amz-meta-'))
      .map(([name, value]) => [name.slice('x-amz-meta-'.length), value]),
  );

interface Listing {
  bucket: string;
  prefix: string;
  page: readonly { key: string; row: StoredObject }[];
  /** There are more after this page. */
  more: boolean;
}

/** A page of ListObjectsV2. The token for the next is the last key. */
export const listing = ({ bucket, prefix, page, more }: Listing): AwsResponse => {
  const contents = page.map(
    ({ key, row }) =>
      `<Contents><Key>${escapeXml(key)}</Key><LastModified>${row.modifiedAt}</LastModified><ETag>&quot;${row.etag}&quot;</ETag><Size>${row.size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const last = page.at(-1)?.key;
  const next =
    more && last !== undefined
      ? `<NextContinuationToken>${Buffer.from(last).toString('base64url')}</NextContinuationToken>`
      : '';
  return xml(
    200,
    `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escapeXml(bucket)}</Name><Prefix>${escapeXml(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`,
  );
};
