import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ulid } from 'ulid';
import * as z from 'zod';
import { now, nowIso } from '../../shared/clock.ts';
import type { AwsRequest, AwsResponse, AwsService } from '../aws/request-handler.ts';
import type { Meters } from '../bill/meters.ts';
import type { RuntimeStore } from '../runtime-store.ts';

const Stored = z.object({
  file: z.string(),
  contentType: z.string(),
  size: z.int(),
  etag: z.string(),
  modifiedAt: z.string(),
  metadata: z.record(z.string(), z.string()),
});
type Stored = z.infer<typeof Stored>;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const xml = (statusCode: number, body: string): AwsResponse => ({
  statusCode,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${body}`),
});

const fault = (statusCode: number, code: string, message: string): AwsResponse =>
  xml(statusCode, `<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`);

/** A file name that says what it is and can be on any disk; the hash keeps different keys and different bytes apart. */
const fileNameOf = (key: string, bytes: Buffer): string => {
  const hash = createHash('sha256').update(`${key}\n`).update(bytes).digest('hex').slice(0, 24);
  const readable = key
    .replaceAll(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^\.+/, '')
    .slice(-120);
  const extension = extname(readable);
  return `${readable.slice(0, readable.length - extension.length)}.${hash}${extension}`;
};

const metadataOf = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith('x-amz-meta-'))
      .map(([name, value]) => [name.slice('x-amz-meta-'.length), value]),
  );

const headersOf = (stored: Stored): Record<string, string> => ({
  'content-type': stored.contentType,
  'content-length': String(stored.size),
  etag: `"${stored.etag}"`,
  'last-modified': new Date(stored.modifiedAt).toUTCString(),
  ...Object.fromEntries(Object.entries(stored.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
});

const listing = (bucket: string, prefix: string, page: { key: string; row: Stored }[], more: boolean): string => {
  const contents = page.map(
    ({ key, row }) =>
      `<Contents><Key>${escapeXml(key)}</Key><LastModified>${row.modifiedAt}</LastModified><ETag>&quot;${row.etag}&quot;</ETag><Size>${row.size}</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const last = page.at(-1)?.key;
  const next =
    more && last !== undefined
      ? `<NextContinuationToken>${Buffer.from(last).toString('base64url')}</NextContinuationToken>`
      : '';
  return `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${escapeXml(bucket)}</Name><Prefix>${escapeXml(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`;
};

interface Options {
  /** Where the files lie. */
  folder: string;
  bucket: string;
  store: RuntimeStore;
  meters: Meters;
}

/**
 * S3: one bucket as a folder (node:fs does the work), the list of its keys in the runtime store. PutObject, GetObject,
 * HeadObject, DeleteObject, ListObjectsV2; whole objects only. A put is there completely or not at all.
 */
export const openDocumentBucket = ({ folder, bucket, store, meters }: Options): AwsService => {
  mkdirSync(folder, { recursive: true });
  const objects = store.table('document', Stored);

  const put = async (key: string, { headers, body }: AwsRequest): Promise<AwsResponse> => {
    const before = await objects.get(key);
    if (before && headers['if-none-match'] === '*') {
      return fault(412, 'PreconditionFailed', 'At least one of the preconditions you specified did not hold.');
    }
    const file = fileNameOf(key, body);
    const etag = createHash('md5').update(body).digest('hex');
    const draft = join(folder, `.${ulid(now().getTime())}`);
    await writeFile(draft, body);
    await rename(draft, join(folder, file));
    const contentType = headers['content-type'] ?? 'application/octet-stream';
    const row = { file, contentType, size: body.length, etag, modifiedAt: nowIso(), metadata: metadataOf(headers) };
    await store.write([objects.put(key, row)]);
    if (before && before.file !== file) await rm(join(folder, before.file), { force: true });
    return { statusCode: 200, headers: { etag: `"${etag}"` }, body: Buffer.alloc(0) };
  };

  const get = async (key: string, withBody: boolean): Promise<AwsResponse> => {
    const stored = await objects.get(key);
    if (!stored) return fault(404, 'NoSuchKey', 'The specified key does not exist.');
    if (!withBody) return { statusCode: 200, headers: headersOf(stored), body: Buffer.alloc(0) };
    const bytes = await readFile(join(folder, stored.file));
    return { statusCode: 200, headers: headersOf(stored), body: Readable.from([bytes], { objectMode: false }) };
  };

  const remove = async (key: string): Promise<AwsResponse> => {
    const stored = await objects.get(key);
    if (stored) {
      await store.write([objects.del(key)]);
      await rm(join(folder, stored.file), { force: true });
    }
    return { statusCode: 204, headers: {}, body: Buffer.alloc(0) };
  };

  const list = async ({ query }: AwsRequest): Promise<AwsResponse> => {
    const prefix = query['prefix'] ?? '';
    const token = query['continuation-token'];
    const after = token === undefined ? (query['start-after'] ?? '') : Buffer.from(token, 'base64url').toString();
    const limit = Math.min(1000, Number(query['max-keys'] ?? 1000));
    const rows = (await objects.list({ prefix })).filter(({ key }) => key > after);
    return xml(200, listing(bucket, prefix, rows.slice(0, limit), rows.length > limit));
  };

  return async (request) => {
    const [, name = '', ...rest] = request.path.split('/');
    if (name !== bucket) return fault(404, 'NoSuchBucket', 'The specified bucket does not exist.');
    const key = decodeURIComponent(rest.join('/'));
    meters.add(request.method === 'PUT' || key === '' ? 'bucketWrites' : 'bucketReads', 1);
    if (key === '') return list(request);
    if (request.method === 'PUT') return put(key, request);
    if (request.method === 'GET') return get(key, true);
    if (request.method === 'HEAD') return get(key, false);
    if (request.method === 'DELETE') return remove(key);
    return fault(501, 'NotImplemented', `${request.method} is not implemented here.`);
  };
};
