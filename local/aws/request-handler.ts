import { type Readable } from 'node:stream';
import * as z from 'zod';
import { AwsFault } from './aws-fault.ts';

/** A request of an SDK client, as far as a stand-in needs it. */
export interface AwsRequest {
  method: string;
  /** Encoded, as signed. */
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  body: Buffer;
}

export interface AwsResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: Uint8Array | Readable;
}

/** A service stood in for: what answers the requests signed for it. */
export interface AwsService {
  (request: AwsRequest): Promise<AwsResponse>;
  /** The same without the protocol in between, for inputs known to be of the right types; some have it. */
  typed?: (operation: string, input: object) => Promise<Record<string, unknown>>;
}

const bytesOf = async (body: unknown): Promise<Buffer> => {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return Buffer.from(body);
  if (typeof body === 'object' && Symbol.asyncIterator in body) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of z.custom<AsyncIterable<unknown>>().parse(body)) {
      chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : z.instanceof(Uint8Array).parse(chunk));
    }
    return Buffer.concat(chunks);
  }
  throw new Error('The body of an AWS request is of a kind that is not known here.');
};

const flat = (values: SdkRequest['query']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );

/** Every request is signed; the signature names its service: Credential=<key>/<day>/<region>/<service>/aws4_request. */
const serviceOf = (headers: Record<string, string>): string | undefined =>
  /Credential=[^/]+\/\d+\/[\w-]+\/([\w-]+)\//.exec(headers['authorization'] ?? '')?.[1];

interface SdkRequest {
  method: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/**
 * What the SDK's clients are given instead of a network (the SDK does the protocols): finds the service a request was
 * signed for and lets it answer in this process.
 */
export const newRequestHandler = (services: Readonly<Record<string, AwsService>>) => ({
  handle: async (request: SdkRequest): Promise<{ response: AwsResponse }> => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const name = serviceOf(headers);
    const service = name === undefined ? undefined : services[name];
    if (!service) throw new Error(`The embedded mode has no stand-in for the AWS service ${name ?? '(unsigned)'}.`);
    const body = await bytesOf(request.body);
    const response = await service({
      method: request.method,
      path: request.path,
      query: flat(request.query),
      headers,
      body,
    });
    return { response };
  },
  updateHttpClientConfig: (): void => undefined,
  httpHandlerConfigs: (): Record<string, never> => ({}),
  destroy: (): void => undefined,
});

const jsonResponse = (statusCode: number, version: string, body: unknown): AwsResponse => ({
  statusCode,
  headers: { 'content-type': `application/x-amz-json-${version}` },
  body: Buffer.from(JSON.stringify(body)),
});

export type JsonCall = (operation: string, input: unknown) => Promise<Record<string, unknown>>;

/** A service that speaks AWS JSON: the operation stands in the x-amz-target header, errors carry their name as __type. */
export const jsonService =
  (call: JsonCall, version: '1.0' | '1.1' = '1.0'): AwsService =>
  async ({ headers, body }) => {
    try {
      const operation = (headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
      const input: unknown = JSON.parse(body.toString() || '{}');
      return jsonResponse(200, version, await call(operation, input));
    } catch (error) {
      const fault = error instanceof AwsFault ? error : new AwsFault('InternalFailure', String(error), 500);
      return jsonResponse(fault.statusCode, version, { __type: fault.code, message: fault.message });
    }
  };
