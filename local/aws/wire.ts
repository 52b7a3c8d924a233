import { Readable } from 'node:stream';

/** An HTTP request as the SDK hands it to a request handler. */
export interface WireRequest {
  method: string;
  hostname: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** An HTTP answer as the SDK expects it from a request handler. */
export interface WireResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Readable;
}

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  value !== null && typeof value === 'object' && Symbol.asyncIterator in value;

/** The whole body: the SDK gives text, bytes or a stream. */
export const bytesOf = async (body: unknown): Promise<Buffer> => {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (isBytes(body)) return Buffer.from(body);
  if (body instanceof ArrayBuffer) return Buffer.from(body);
  if (!isIterable(body)) throw new Error(`A request body of this kind cannot be read: ${typeof body}`);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(isBytes(chunk) ? Buffer.from(chunk) : Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
};

/** An answer with these bytes; the SDK reads it as a stream. */
export const answerBytes = (
  statusCode: number,
  headers: Record<string, string>,
  bytes: string | Uint8Array = '',
): WireResponse => ({ statusCode, headers, body: Readable.from(typeof bytes === 'string' ? [bytes] : [bytes], { objectMode: false }) });

/** A JSON answer of an AWS service. */
export const answerJson = (statusCode: number, body: unknown, version = '1.0'): WireResponse =>
  answerBytes(statusCode, { 'content-type': `application/x-amz-json-${version}` }, JSON.stringify(body));
