import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import * as z from 'zod';
import { now } from '../../shared/clock.ts';
import type { Meters } from '../bill/meters.ts';
import type { FunctionRunner } from '../functions/function-runner.ts';
import { logLine } from '../names.ts';
import { httpEvent } from './http-event.ts';
import type { RateLimit } from './rate-limit.ts';
import type { RouteFinder } from './route-finder.ts';
import { answerToken, jsonReply, type Reply } from './token-endpoint.ts';
import type { Tokens } from './tokens.ts';

/** Answers the addresses of the embedded mode under /_local/; undefined: there is nothing there. */
export type LocalApi = (
  method: string,
  path: string,
  body: Buffer,
  query: URLSearchParams,
) => Promise<Reply | undefined>;

/** Answers a PUT to the document bucket's own address; undefined: it is another address. */
type FilePuts = (put: { url: URL; headers: IncomingHttpHeaders; body: Buffer }) => Promise<Reply | undefined>;

interface Options {
  tokens: Tokens;
  findRoute: RouteFinder;
  runner: FunctionRunner;
  meters: Meters;
  localApi: LocalApi;
  filePuts: FilePuts;
  limit: RateLimit;
}

export interface GatewayServer {
  port: number;
  close(): Promise<void>;
}

/** API Gateway takes bodies up to 10 MB and gives up on an integration after 30 s. */
const gatewayBodyBytes = 10 * 1024 * 1024;
const integrationMs = 30_000;
/** S3 takes files far larger; nobody is given an address for one. */
const fileBytes = 50 * 1024 * 1024;
/** One metered request per started 512 KB, as HTTP APIs are billed. */
const billedChunk = 512 * 1024;

class TooLarge extends Error {}

const bodyOf = async (request: IncomingMessage, most: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > most) throw new TooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};

/** Payload format 2.0 of a function's answer. */
const FunctionAnswer = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

const replyOf = (answer: unknown): Reply => {
  const parsed = FunctionAnswer.safeParse(answer);
  if (!parsed.success) return jsonReply(500, { message: 'Internal Server Error' });
  const { statusCode, headers = {}, body = '', isBase64Encoded = false } = parsed.data;
  return {
    status: statusCode,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: isBase64Encoded ? Buffer.from(body, 'base64') : body,
  };
};

/** The reply, or the gateway's own when the function takes too long. The function runs on, as on AWS. */
const withinPatience = async (reply: Promise<Reply>): Promise<Reply> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>((resolve) => {
    timer = setTimeout(() => resolve(jsonReply(503, { message: 'Service Unavailable' })), integrationMs);
  });
  try {
    return await Promise.race([reply, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** What API Gateway and Cognito do with one request: the token endpoint, the token check, the function of the route. */
const answer = async (request: IncomingMessage, options: Options): Promise<Reply> => {
  const { tokens, findRoute, runner, meters } = options;
  const method = request.method ?? 'GET';
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  if (url === null) return jsonReply(400, { message: 'Bad Request' });
  const signed = method === 'PUT' && url.searchParams.has('X-Amz-Signature');
  const body = await bodyOf(request, signed ? fileBytes : gatewayBodyBytes);
  if (signed) {
    const reply = await options.filePuts({ url, headers: request.headers, body });
    if (reply) return reply;
  }
  const { authorization } = request.headers;
  if (method === 'POST' && url.pathname === '/oauth2/token') {
    const reply = await answerToken(tokens, { authorization, body: body.toString() });
    if (reply.status === 200) meters.add('tokens', 1);
    return reply;
  }
  if (url.pathname.startsWith('/_local/')) {
    const reply = await options.localApi(method, url.pathname, body, url.searchParams);
    return reply ?? jsonReply(404, { message: 'Not Found' });
  }
  const refused = options.limit();
  if (refused) {
    const reply = jsonReply(429, { message: 'Too Many Requests' });
    return { ...reply, headers: { ...reply.headers, 'retry-after': String(refused.wait) } };
  }
  const route = findRoute(method, url.pathname);
  if (!route) return jsonReply(404, { message: 'Not Found' });
  meters.add('httpRequests', Math.max(1, Math.ceil(body.length / billedChunk)));
  const bearer = route.needsToken ? await tokens.check(authorization) : undefined;
  if (route.needsToken && !bearer) return jsonReply(401, { message: 'Unauthorized' });
  const event = httpEvent({ request, url, body, bearer, routeKey: route.key, at: now() });
  const done = runner
    .invoke(route.functionName, event)
    .then((outcome) => (outcome.ok ? replyOf(outcome.answer) : jsonReply(500, { message: 'Internal Server Error' })));
  return withinPatience(done);
};

const send = (response: ServerResponse, { status, headers = {}, body }: Reply): void => {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is in use. Choose another with PORT.`, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });

/** API Gateway's HTTP API and Cognito's token endpoint on one port of this machine (node:http does the work). */
export const startServer = async (port: number, options: Options): Promise<GatewayServer> => {
  const server = createServer((request, response) => {
    answer(request, options)
      .catch((error: unknown): Reply => {
        if (error instanceof TooLarge) return jsonReply(413, { message: 'Request Entity Too Large' });
        logLine(`a request failed: ${String(error)}`);
        return jsonReply(500, { message: 'Internal Server Error' });
      })
      .then((reply) => send(response, reply))
      .catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  const actual = await listen(server, port);
  return {
    port: actual,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 500).unref();
      await closed;
    },
  };
};
