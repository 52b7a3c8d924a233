import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ulid } from 'ulid';
import { answerBytes, bytesOf, type WireRequest, type WireResponse } from './wire.ts';

interface Found {
  bytes: Buffer;
  contentType: string;
  etag: string;
  modified: Date;
}

/** A key as a path that stays inside the folder and fits every file system: each part is encoded, dots too. */
const fileOf = (folder: string, key: string): string =>
  join(
    folder,
    ...key.split('/').map((part) => `=${encodeURIComponent(part).replaceAll('.', '%2E').replaceAll('*', '%2A')}`),
  ) + '.object';

const keyOf = (relative: string): string =>
  relative
    .slice(0, -'.object'.length)
    .split('/')
    .map((part) => decodeURIComponent(part.slice(1)))
    .join('/');

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const xml = (statusCode: number, body: string): WireResponse =>
  answerBytes(statusCode, { 'content-type': 'application/xml' }, `<?xml version="1.0" encoding="UTF-8"?>\n${body}`);

const fault = (statusCode: number, code: string, message: string): WireResponse =>
  xml(statusCode, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** Undoes `aws-chunked`, in which the SDK sends streams: <hex length>\r\n<bytes>\r\n ... 0\r\n<trailers>. */
const unchunked = (bytes: Buffer): Buffer => {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const length = Number.parseInt(bytes.subarray(at, lineEnd).toString(), 16);
    if (lineEnd === -1 || Number.isNaN(length) || length === 0) return Buffer.concat(parts);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + length));
    at = lineEnd + 2 + length + 2;
  }
};

const headersOf = (found: Found): Record<string, string> => ({
  'content-type': found.contentType,
  'content-length': String(found.bytes.length),
  etag: found.etag,
  'last-modified': found.modified.toUTCString(),
});

/** A folder with the objects of one bucket. Each file holds one JSON line of metadata, then the bytes. */
const openFolder = (folder: string) => {
  const read = async (key: string): Promise<Found | undefined> => {
    const file = fileOf(folder, key);
    try {
      const [raw, { mtime }] = await Promise.all([readFile(file), stat(file)]);
      const lineEnd = raw.indexOf('\n');
      const bytes = raw.subarray(lineEnd + 1);
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
      return { bytes, contentType: raw.subarray(0, lineEnd).toString(), etag, modified: mtime };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  /** Written beside and moved, so that a crash leaves the old object or the new one. */
  const write = async (key: string, bytes: Buffer, contentType: string): Promise<string> => {
    const file = fileOf(folder, key);
    const beside = `${file}.${ulid()}.part`;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(beside, Buffer.concat([Buffer.from(`${contentType.replaceAll('\n', ' ')}\n`), bytes]));
    await rename(beside, file);
    return `"${createHash('md5').update(bytes).digest('hex')}"`;
  };
  const keys = async (prefix: string): Promise<string[]> => {
    const all = await readdir(folder, { recursive: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return all
      .filter((name) => name.endsWith('.object'))
      .map(keyOf)
      .filter((key) => key.startsWith(prefix))
      .toSorted();
  };
  return { read, write, keys, remove: (key: string) => rm(fileOf(folder, key), { force: true }) };
};

type Folder = ReturnType<typeof openFolder>;

const list = async (folder: Folder, query: WireRequest['query'] = {}): Promise<WireResponse> => {
  const text = (name: string): string => String(query[name] ?? '');
  const limit = Math.min(Number(text('max-keys') || 1000), 1000);
  const after = text('continuation-token') || text('start-after');
  const matching = (await folder.keys(text('prefix'))).filter((key) => key > after);
  const page = matching.slice(0, limit);
  const rows = await Promise.all(
    page.map(async (key) => {
      const found = await folder.read(key);
      if (!found) return '';
      return `<Contents><Key>${escapeXml(key)}</Key><LastModified>${found.modified.toISOString()}</LastModified><ETag>${escapeXml(found.etag)}</ETag><Size>${found.bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
    }),
  );
  const more = matching.length > page.length;
  const next = more ? `<NextContinuationToken>${escapeXml(page.at(-1) ?? '')}</NextContinuationToken>` : '';
  return xml(
    200,
    `<ListBucketResult><KeyCount>${page.length}</KeyCount><IsTruncated>${more}</IsTruncated>${next}${rows.join('')}</ListBucketResult>`,
  );
};

const put = async (folder: Folder, key: string, request: WireRequest): Promise<WireResponse> => {
  const raw = await bytesOf(request.body);
  const chunked = request.headers['content-encoding']?.includes('aws-chunked') === true;
  const bytes = chunked ? unchunked(raw) : raw;
  if (request.headers['if-none-match'] === '*' && (await folder.read(key))) {
    return fault(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
  const etag = await folder.write(key, bytes, request.headers['content-type'] ?? 'application/octet-stream');
  return answerBytes(200, { etag });
};

/** S3: one bucket as a folder. PutObject, GetObject, HeadObject, DeleteObject, ListObjectsV2; other calls are refused. */
export const documentsService = (dir: string, bucket: string) => {
  const folder = openFolder(dir);
  return async (request: WireRequest): Promise<WireResponse> => {
    const hosted = request.hostname.startsWith(`${bucket}.`);
    const path = decodeURIComponent(hosted ? request.path.slice(1) : request.path.slice(bucket.length + 2));
    if (!hosted && !request.path.startsWith(`/${bucket}`)) {
      return fault(404, 'NoSuchBucket', 'The specified bucket does not exist');
    }
    const { method } = request;
    if (method === 'GET' && path === '') return list(folder, request.query);
    if (method === 'PUT' && path !== '') return put(folder, path, request);
    if (method === 'DELETE' && path !== '') {
      await folder.remove(path);
      return answerBytes(204, {});
    }
    if ((method === 'GET' || method === 'HEAD') && path !== '') {
      const found = await folder.read(path);
      if (found) return answerBytes(200, headersOf(found), method === 'GET' ? found.bytes : '');
      return method === 'HEAD' ? answerBytes(404, {}) : fault(404, 'NoSuchKey', 'The specified key does not exist.');
    }
    return fault(501, 'NotImplemented', 'This is not stood in for.');
  };
};
