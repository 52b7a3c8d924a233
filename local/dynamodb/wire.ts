import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import type { AwsResponse, AwsService } from '../aws/request-handler.ts';
import type { Answer } from './dynalite-types.ts';
import { DynamoFault, isFault } from './dynamo-fault.ts';

export type Call = (operation: string, input: unknown) => Promise<Answer>;

const json = (statusCode: number, body: unknown): AwsResponse => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(body)),
});

const parse = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString() || '{}');
  } catch (error) {
    throw new DynamoFault('SerializationException', `The body is not JSON: ${String(error)}`);
  }
};

/** DynamoDB's protocol: AWS JSON 1.0, the operation in the x-amz-target header, an error by its name in `__type`. */
export const dynamoService =
  (call: Call): AwsService =>
  async ({ headers, body }) => {
    try {
      const operation = (headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
      return json(200, await call(operation, parse(body)));
    } catch (error) {
      if (isFault(error)) return json(error.statusCode, error.body);
      return json(500, { __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError', message: String(error) });
    }
  };

export interface Listener {
  port: number;
  close(): Promise<void>;
}

const flat = (headers: NodeJS.Dict<string | string[]>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

/** The same service for tools outside, over HTTP on the loopback address. Port 0: any free one. Signatures are not checked. */
export const listenOnLoopback = async (service: AwsService, port: number): Promise<Listener> => {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: unknown) => chunks.push(z.instanceof(Buffer).parse(chunk)));
    request.on('end', () => {
      const { method = 'POST', url = '/' } = request;
      service({ method, path: url, query: {}, headers: flat(request.headers), body: Buffer.concat(chunks) })
        .then((answer) => response.writeHead(answer.statusCode, answer.headers).end(answer.body))
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (!isAddress(address)) throw new Error('The listener has no port.');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
