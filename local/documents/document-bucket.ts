import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { ulid } from 'ulid';
import { nowIso } from '../../shared/clock.ts';
import type { AwsRequest, AwsResponse, AwsService } from '../aws/request-handler.ts';
import type { Meters } from '../bill/meters.ts';
import type { RuntimeStore, RuntimeTable } from '../runtime-store.ts';
import { bucketFault, headersOf, listing, metadataOf, StoredObject } from './bucket-answers.ts';

interface Options {
  /** Where the files lie. */
  folder: string;
  bucket: string;
  store: RuntimeStore;
  meters: Meters;
}

const empty = Buffer.alloc(0);
/** What a process that died while writing left behind begins with this. */
const draftPrefix = '.draft-';

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

/** S3: one bucket. What is written to one key is written one after the other; reading waits for nobody. */
class FolderBucket {
  readonly #options: Options;
  readonly #objects: RuntimeTable<StoredObject>;
  /** The last write under way, by key. */
  readonly #writing = new Map<string, Promise<unknown>>();

  constructor(options: Options) {
    this.#options = options;
    this.#objects = options.store.table('document', StoredObject);
  }

  async answer(request: AwsRequest): Promise<AwsResponse> {
    const [, bucket = '', ...rest] = request.path.split('/');
    if (bucket !== this.#options.bucket) {
      return bucketFault(404, 'NoSuchBucket', 'The specified bucket does not exist.');
    }
    const key = decodeURIComponent(rest.join('/'));
    const { method } = request;
    this.#meter(method, key);
    if (key === '' && method === 'GET') return this.#list(request);
    if (key !== '' && method === 'PUT') return this.#inTurn(key, () => this.#put(key, request));
    if (key !== '' && method === 'DELETE') return this.#inTurn(key, () => this.#remove(key));
    if (key !== '' && method === 'GET') return this.#get(key);
    if (key !== '' && method === 'HEAD') return this.#head(key);
    return bucketFault(501, 'NotImplemented', `${method} is not implemented here.`);
  }

  /** Lists are billed like writes, removals are free. */
  #meter(method: string, key: string): void {
    if (method === 'DELETE') return;
    this.#options.meters.add(method === 'PUT' || key === '' ? 'bucketWrites' : 'bucketReads', 1);
  }

  #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#writing.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#writing.set(key, mine);
    const tidy = (): void => {
      if (this.#writing.get(key) === mine) this.#writing.delete(key);
    };
    mine.then(tidy, tidy);
    return mine;
  }

  /** The file first, then the row that makes it the object: a put is there completely or not at all. */
  async #put(key: string, { headers, body }: AwsRequest): Promise<AwsResponse> {
    if ((headers['content-encoding'] ?? '').includes('aws-chunked')) {
      return bucketFault(501, 'NotImplemented', 'Give the whole body at once; streams are not taken here.');
    }
    const before = await this.#objects.get(key);
    if (before && headers['if-none-match'] === '*') {
      return bucketFault(412, 'PreconditionFailed', 'At least one of the preconditions you specified did not hold.');
    }
    const { folder, store } = this.#options;
    const file = fileNameOf(key, body);
    const etag = createHash('md5').update(body).digest('hex');
    const draft = join(folder, draftPrefix + ulid());
    await writeFile(draft, body);
    await rename(draft, join(folder, file));
    const contentType = headers['content-type'] ?? 'application/octet-stream';
    const row = { file, contentType, size: body.length, etag, modifiedAt: nowIso(), metadata: metadataOf(headers) };
    await store.write([this.#objects.put(key, row)]);
    if (before && before.file !== file) await rm(join(folder, before.file), { force: true });
    return { statusCode: 200, headers: { etag: `"${etag}"` }, body: empty };
  }

  async #head(key: string): Promise<AwsResponse> {
    const stored = await this.#objects.get(key);
    // S3 gives an answer to HEAD no body, so the SDK knows its error by the status alone.
    return stored
      ? { statusCode: 200, headers: headersOf(stored), body: empty }
      : { statusCode: 404, headers: {}, body: empty };
  }

  async #get(key: string): Promise<AwsResponse> {
    for (;;) {
      const stored = await this.#objects.get(key);
      if (!stored) return bucketFault(404, 'NoSuchKey', 'The specified key does not exist.');
      const bytes = await readFile(join(this.#options.folder, stored.file)).catch((error: unknown) => error);
      if (bytes instanceof Buffer) {
        return { statusCode: 200, headers: headersOf(stored), body: Readable.from([bytes], { objectMode: false }) };
      }
      // Overwritten or removed between row and file: then the row says so by now.
      if ((await this.#objects.get(key))?.file === stored.file) throw bytes;
    }
  }

  async #remove(key: string): Promise<AwsResponse> {
    const stored = await this.#objects.get(key);
    if (stored) {
      await this.#options.store.write([this.#objects.del(key)]);
      await rm(join(this.#options.folder, stored.file), { force: true });
    }
    return { statusCode: 204, headers: {}, body: empty };
  }

  async #list({ query }: AwsRequest): Promise<AwsResponse> {
    const { bucket } = this.#options;
    const prefix = query['prefix'] ?? '';
    const token = query['continuation-token'];
    const after = token === undefined ? query['start-after'] : Buffer.from(token, 'base64url').toString();
    const limit = Math.min(1000, Number(query['max-keys'] ?? 1000));
    const rows = await this.#objects.list({ prefix, after, limit: limit + 1 });
    return listing({ bucket, prefix, page: rows.slice(0, limit), more: rows.length > limit });
  }
}

/**
 * S3: one bucket as a folder (node:fs does the work), the list of its keys in the runtime store. PutObject, GetObject,
 * HeadObject, DeleteObject, ListObjectsV2; whole objects only.
 */
export const openDocumentBucket = (options: Options): AwsService => {
  mkdirSync(options.folder, { recursive: true });
  for (const file of readdirSync(options.folder)) {
    if (file.startsWith(draftPrefix)) rmSync(join(options.folder, file), { force: true });
  }
  const bucket = new FolderBucket(options);
  return (request) => bucket.answer(request);
};
