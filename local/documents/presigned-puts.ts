import { timingSafeEqual } from 'node:crypto';
import { machineMs } from '../../shared/clock.ts';
import { isDocumentName } from '../../shared/documents/document-folders.ts';
import { presignedPut } from '../../shared/documents/presigned-put.ts';
import type { AwsService } from '../aws/request-handler.ts';
import type { Reply } from '../gateway/token-endpoint.ts';

interface PresignedPut {
  url: URL;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

const fault = (status: number, code: string): Reply => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`,
});

/** The presigner signs for a week at most. */
const longestSeconds = 7 * 24 * 3600;

/** `20261125T214154Z` as an instant (ms); NaN for anything else. */
const signedAt = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'));

/** The signature this very request would have had; none where nobody is given an address. */
const signatureFor = async ({ url, headers, body }: PresignedPut, bucket: string): Promise<string> => {
  const name = decodeURIComponent(url.pathname.slice(`/${bucket}/`.length));
  if (!isDocumentName(name)) return '';
  const expected = await presignedPut({
    name,
    contentType: String(headers['content-type'] ?? ''),
    bytes: body.length,
    validSeconds: Number(url.searchParams.get('X-Amz-Expires')),
    signedAt: new Date(signedAt(url.searchParams.get('X-Amz-Date') ?? '')),
  });
  return new URL(expected).searchParams.get('X-Amz-Signature') ?? '';
};

/**
 * What S3 does with a presigned PUT: the file is taken when signature, type and length are those that were signed and
 * the time is not up (it is signed a second time and compared). undefined: not an address of the bucket.
 */
export const newPresignedPuts =
  (bucket: string, documents: AwsService) =>
  async (put: PresignedPut): Promise<Reply | undefined> => {
    const { url, headers, body } = put;
    if (!url.pathname.startsWith(`/${bucket}/`)) return undefined;
    const at = signedAt(url.searchParams.get('X-Amz-Date') ?? '');
    const seconds = Number(url.searchParams.get('X-Amz-Expires'));
    if (Number.isNaN(at) || !Number.isInteger(seconds) || seconds < 1 || seconds > longestSeconds)
      return fault(403, 'AccessDenied');
    if (at + seconds * 1000 < performance.timeOrigin + machineMs()) return fault(403, 'AccessDenied');
    const given = Buffer.from(url.searchParams.get('X-Amz-Signature') ?? '');
    const wanted = Buffer.from(await signatureFor(put, bucket));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return fault(403, 'SignatureDoesNotMatch');
    const answer = await documents({
      method: 'PUT',
      path: url.pathname,
      query: {},
      headers: { 'content-type': String(headers['content-type'] ?? '') },
      body,
    });
    return { status: answer.statusCode, headers: answer.headers, body: '' };
  };
