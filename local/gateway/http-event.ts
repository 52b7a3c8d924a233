import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { account } from '../names.ts';
import type { Bearer } from './tokens.ts';

const flat = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name !== 'cookie')
      .map(([name, value]): [string, string] => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );

const queryOf = (search: URLSearchParams): Record<string, string> | undefined => {
  const all = new Map<string, string>();
  for (const [name, value] of search) {
    const before = all.get(name);
    all.set(name, before === undefined ? value : `${before},${value}`);
  }
  return all.size > 0 ? Object.fromEntries(all) : undefined;
};

/** Types that API Gateway hands over as text; all others as base64. */
const isText = (contentType: string): boolean =>
  /^(text\/|application\/([\w.+-]+\+)?(json|xml)\b|application\/(javascript|x-www-form-urlencoded)\b)/i.test(
    contentType,
  );

export interface Received {
  request: IncomingMessage;
  url: URL;
  body: Buffer;
  bearer: Bearer | undefined;
  routeKey: string;
  at: Date;
}

const jwtOf = (bearer: Bearer | undefined): Record<string, unknown> =>
  bearer ? { authorizer: { jwt: { claims: bearer.claims, scopes: bearer.scopes } } } : {};

/** The event of an HTTP API, payload format 2.0. */
export const httpEvent = ({ request, url, body, bearer, routeKey, at }: Received): Record<string, unknown> => {
  const headers = flat(request.headers);
  const text = isText(headers['content-type'] ?? 'text/plain');
  const cookies = request.headers.cookie?.split(/; */);
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookies ? { cookies } : {}),
    headers,
    queryStringParameters: queryOf(url.searchParams),
    requestContext: {
      accountId: account,
      apiId: 'embedded',
      domainName: url.hostname,
      domainPrefix: 'embedded',
      http: {
        method: request.method ?? 'GET',
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: at.toISOString(),
      timeEpoch: at.getTime(),
      ...jwtOf(bearer),
    },
    ...(body.length > 0 ? { body: body.toString(text ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !text,
  };
};
