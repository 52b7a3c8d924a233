import { readdirSync, writeFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newRequestHandler } from '../../../local/aws/request-handler.ts';
import { openDocumentBucket } from '../../../local/documents/document-bucket.ts';
import type { RuntimeStore } from '../../../local/runtime-store.ts';
import { type Runtime, startRuntime } from '../../make/runtime.ts';
import { dyingAtWrite } from '../dying-store.ts';

let runtime: Runtime;
let folder: string;
let s3: S3Client;

const Bucket = 'cobro-acme-documents';
const open = (store: RuntimeStore = runtime.store): S3Client =>
  new S3Client({
    requestHandler: newRequestHandler({
      s3: openDocumentBucket({ folder, bucket: Bucket, store, meters: runtime.meters }),
    }),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    forcePathStyle: true,
    maxAttempts: 1,
  });
beforeEach(async () => {
  runtime = await startRuntime({});
  folder = mkdtempSync(join(tmpdir(), 'cobro-documents-'));
  s3 = open();
});
afterEach(async () => {
  await runtime.stop();
  rmSync(folder, { recursive: true, force: true });
});

const put = (Key: string, Body: string, more: { IfNoneMatch?: string } = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/plain', Metadata: { sha: 'x' }, ...more }));
const get = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

describe('a document in the bucket', () => {
  it('is read as it was written, with its type and metadata', async () => {
    await put('invoices/inv_1 é.pdf', 'bytes');
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: 'invoices/inv_1 é.pdf' }));
    expect(await answer.Body?.transformToString()).toBe('bytes');
    expect(answer).toMatchObject({ ContentType: 'text/plain', ContentLength: 5, Metadata: { sha: 'x' } });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'invoices/inv_1 é.pdf' }));
    expect(head.ETag).toBe(answer.ETag);
  });

  it('that is not there is told so', async () => {
    await expect(get('nothing')).rejects.toBeInstanceOf(NoSuchKey);
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }))).rejects.toBeInstanceOf(NotFound);
    await expect(s3.send(new GetObjectCommand({ Bucket: 'other', Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
  });

  it('is gone after it was removed, with its file', async () => {
    await put('a', '1');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await expect(get('a')).rejects.toBeInstanceOf(NoSuchKey);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is written once when it must not exist, whoever else writes at the same time', async () => {
    const puts = await Promise.allSettled([1, 2, 3].map((n) => put('a', `${n}`, { IfNoneMatch: '*' })));
    expect(puts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('can be read while it is written again and again', async () => {
    await put('a', 'first');
    const writing = (async () => {
      for (let n = 0; n < 30; n += 1) await put('a', `version ${n}`);
    })();
    for (let n = 0; n < 60; n += 1) expect(await get('a')).toMatch(/first|version/);
    await writing;
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is found in the list, page by page', async () => {
    for (const key of ['x/1', 'x/2', 'x/3', 'y/1']) await put(key, key);
    const list = (ContinuationToken?: string) =>
      s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'x/', MaxKeys: 2, ContinuationToken }));
    const first = await list();
    const second = await list(first.NextContinuationToken);
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(['x/1', 'x/2']);
    expect(first.IsTruncated).toBe(true);
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['x/3']);
    expect(second.IsTruncated).toBe(false);
  });

  it('is billed by requests; removing is free', async () => {
    await put('a', '1');
    await get('a');
    await s3.send(new ListObjectsV2Command({ Bucket }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(runtime.meters.read()).toMatchObject({ bucketWrites: 2, bucketReads: 1 });
  });
});

describe('when the process dies while a document is written', () => {
  it.each(['before', 'after'] as const)(
    '%s its row is on disk, it is there whole, as it was or as it is',
    async (at) => {
      await put('a', 'old');
      s3 = open(dyingAtWrite(runtime.store, 1, at));
      void put('a', 'new').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
      writeFileSync(join(folder, '.draft-left'), 'half');
      runtime = await runtime.crash();
      s3 = open();
      expect(await get('a')).toBe(at === 'before' ? 'old' : 'new');
      expect(readdirSync(folder).filter((file) => file.startsWith('.'))).toEqual([]);
    },
  );
});
