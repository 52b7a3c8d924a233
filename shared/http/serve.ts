import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod';
import { type Call, callBy } from '../call.ts';
import { Forbidden, NotFound } from '../errors.ts';
import { logger, noteInLog } from '../logger.ts';
import { RepeatRaceLost } from '../table/work.ts';
import { listOfRoute, nextPageLink, prefersCsv } from './list-as-csv.ts';
import { logRequest, noteOrder } from './log-request.ts';
import { badInput, problemOf, Refused } from './problem.ts';
import { repeatKeyOf, stillInProgress, storedAnswer } from './repeat.ts';
import { type FileType, noQuery, type Route, type Routes, scopesOf, type SentFile } from './route.ts';
import { grants, opensToCustomers } from './scopes.ts';

export type HttpEvent = APIGatewayProxyEventV2WithJWTAuthorizer;
type HttpResult = APIGatewayProxyStructuredResultV2;

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A request after scope, shape and repeat checks. */
export interface Request<R extends Route = Route> {
  params: Record<string, string>;
  query: Parsed<R['query']>;
  body: Parsed<R['body']> | (R['files'] extends readonly FileType[] ? SentFile : never);
  /** Scopes of the token, with prefix: for rights that depend on the body. */
  scopes: readonly string[];
  /** The version named by If-Match. */
  ifMatch?: number;
  call: Call;
}

/** What a handler answers: JSON by the route's schema, or a file. */
export type Answer = { body: unknown } | { file: Uint8Array; name: string };

export type Handlers<T extends Routes> = { [K in keyof T]: (request: Request<T[K]>) => Promise<Answer> };

const maxBodyBytes = 256 * 1024;

/** The body as a file, when its content type is one the route takes. */
const fileOf = (route: Route, type: string | undefined, bytes: Uint8Array): SentFile | undefined => {
  const fileType = route.files?.find((one) => type?.split(';')[0]?.trim().toLowerCase() === one);
  return fileType && { fileType, bytes };
};

const bodyOf = (route: Route, event: HttpEvent): unknown => {
  if (!route.body) return undefined;
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBodyBytes) {
    throw new Refused('body_too_large', 'The body is larger than 256 KiB. Send less at once.');
  }
  const type = event.headers['content-type'];
  const file = fileOf(route, type, bytes);
  if (file) return file;
  if (type !== undefined && !/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
    const taken = ['application/json', ...(route.files ?? [])].join(' or ');
    throw new Refused('unsupported_media_type', `Send ${taken}, not ${type.slice(0, 80)}.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Refused('malformed_json', 'The body is not valid JSON in UTF-8.');
  }
  const parsed = route.body.safeParse(json);
  if (!parsed.success) throw badInput(parsed.error, 'body');
  return parsed.data;
};

const queryOf = (route: Route, event: HttpEvent): unknown => {
  const parsed = (route.query ?? noQuery).safeParse({ ...event.queryStringParameters });
  if (!parsed.success) throw badInput(parsed.error, 'query');
  return route.query && parsed.data;
};

/** No name or id is longer; a key of the table has its limits too. */
const longestParam = 100;

const paramOf = (value: string | undefined): string => {
  try {
    const decoded = decodeURIComponent(value ?? '');
    if (decoded.length <= longestParam) return decoded;
  } catch {
    // Falls through: what cannot be decoded is no name of anything.
  }
  throw new NotFound('not_found', 'There is nothing at this address.');
};

const paramsOf = (event: HttpEvent): Record<string, string> =>
  Object.fromEntries(Object.entries(event.pathParameters ?? {}).map(([name, value]) => [name, paramOf(value)]));

const requestIdOf = (event: HttpEvent): string => {
  const given = event.headers['x-request-id'];
  return given !== undefined && /^[\x21-\x7e]{1,128}$/.test(given) ? given : event.requestContext.requestId;
};

const claimsOf = (event: HttpEvent): { client: string; user?: string; scopes: string[]; customerId?: string } => {
  const claims: Record<string, unknown> = event.requestContext.authorizer?.jwt?.claims ?? {};
  const text = (name: string): string | undefined => (typeof claims[name] === 'string' ? claims[name] : undefined);
  const client = text('client_id') ?? 'anonymous';
  // A token that a program got for itself names the program twice.
  const user = text('sub') === client ? undefined : text('sub')?.slice(0, 128);
  return {
    client,
    user,
    scopes: (text('scope') ?? '').split(' '),
    customerId: text('customer_id'),
  };
};

const ifMatchOf = (event: HttpEvent): number | undefined => {
  const given = event.headers['if-match'];
  if (given === undefined || given === '*') return undefined;
  const version = /^(?:W\/)?"(\d{1,15})"$/.exec(given)?.[1];
  // An ETag that is none of ours matches no version.
  return version === undefined ? -1 : Number(version);
};

const jsonResult = (status: number, text: string, headers: Record<string, string>): HttpResult => ({
  statusCode: status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: text,
});

const versionHeader = (body: unknown): Record<string, string> =>
  body !== null && typeof body === 'object' && 'version' in body && typeof body.version === 'number'
    ? { etag: `"${body.version}"` }
    : {};

const contentTypeOf = ({ media = 'application/octet-stream' }: { media?: string }): string =>
  media.startsWith('text/') ? `${media}; charset=utf-8` : media;

const present = async (route: Route, answer: Answer, event: HttpEvent): Promise<HttpResult> => {
  if ('file' in answer) {
    return {
      statusCode: 200,
      headers: {
        'content-type': contentTypeOf(route),
        'content-disposition': `inline; filename="${answer.name}"`,
      },
      body: Buffer.from(answer.file).toString('base64'),
      isBase64Encoded: true,
    };
  }
  const body: unknown = route.response ? route.response.parse(answer.body) : answer.body;
  noteOrder(body);
  const list = prefersCsv(event.headers['accept']) ? listOfRoute(route) : undefined;
  if (list) {
    // Loaded when asked for: few calls want it, and every function starts faster without.
    const { writeCsv } = await import('../csv/write-csv.ts');
    const page = list.page.parse(body);
    return {
      statusCode: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8; header=present',
        ...nextPageLink(event, page.nextCursor),
      },
      body: writeCsv(list.item, page.items),
    };
  }
  return jsonResult(route.status ?? 200, JSON.stringify(body), versionHeader(body));
};

const replay = (stored: { status: number; body: string }): HttpResult =>
  jsonResult(stored.status, stored.body, { 'idempotent-replayed': 'true', ...versionHeader(JSON.parse(stored.body)) });

/** A bound handler after its types have done their work: what it gets was parsed by its own route's schemas. */
interface Bound {
  route: Route;
  handle: (request: Omit<Request, 'query' | 'body'> & { query: unknown; body: unknown }) => Promise<Answer>;
}

/** 403 unless the token has a scope of the route, and one that a customer's login may use if it is such a login. */
const requireScope = (route: Route, scopes: readonly string[], customerId: string | undefined): void => {
  const wanted = scopesOf(route);
  if (wanted.length === 0) return;
  if (!wanted.some((scope) => grants(scopes, scope))) {
    const names = wanted.map((scope) => `cobro/${scope}`).join(' or ');
    throw new Forbidden('missing_scope', `This needs a token with the scope ${names}.`);
  }
  if (customerId !== undefined && !wanted.some(opensToCustomers)) {
    throw new Forbidden('bound_to_customer', 'This is not for the login of a customer.');
  }
};

/** Scope, shape, repeat, then the handler. */
const answerRoute = async ({ route, handle }: Bound, event: HttpEvent): Promise<HttpResult> => {
  noteInLog({ route: `${route.method} ${route.path}` });
  const { client, user, scopes, customerId } = claimsOf(event);
  requireScope(route, scopes, customerId);
  const params = paramsOf(event);
  noteOrder(params);
  const body = bodyOf(route, event);
  const query = queryOf(route, event);
  const repeat =
    route.method === 'POST' && !route.withoutKey
      ? repeatKeyOf({
          header: event.headers['idempotency-key'],
          // Logins of several customers share a client: what one was answered is not for another.
          client: customerId === undefined ? client : `${client}/${customerId}`,
          method: route.method,
          path: event.rawPath,
          query,
          body,
        })
      : undefined;
  const started = callBy({ actor: client, user, customerId, correlationId: requestIdOf(event), repeat });
  const known = repeat && (await storedAnswer(repeat, started.at));
  if (known?.begun === undefined && known) return replay(known);
  const call: Call = repeat && known ? { ...started, repeat: { ...repeat, begun: known.begun } } : started;
  try {
    return await present(route, await handle({ params, query, body, scopes, ifMatch: ifMatchOf(event), call }), event);
  } catch (error) {
    // Whoever lost to an equal request may fail by what that one did: its answer is the answer.
    const winner = repeat && (await storedAnswer(repeat, call.at));
    if (winner && winner.begun === undefined) return replay(winner);
    if (error instanceof RepeatRaceLost || (winner && known === undefined)) throw stillInProgress();
    throw error;
  }
};

/** More literal paths first, so that `/v1/orders/preview` and `{id}.pdf` win over `{id}`. */
const bySpecificity = (a: Route, b: Route): number =>
  a.path.split('{').length - b.path.split('{').length || b.path.length - a.path.length;

/**
 * The handler of a context: routes a request of the gateway (payload format 2.0) to the handler of its route and turns
 * whatever goes wrong into problem+json. The gateway has proven the token; the scope is checked here.
 */
export const serve = <T extends Routes>(routes: T, handlers: Handlers<T>) => {
  const byName = new Map<string, Bound['handle']>(Object.entries(handlers));
  const bound = Object.entries(routes)
    .map(([name, route]): Bound => ({ route, handle: byName.get(name) ?? notHere }))
    .toSorted((a, b) => bySpecificity(a.route, b.route));
  const router = httpRouter<HttpEvent, HttpResult>({
    routes: bound.map((one) => ({
      method: one.route.method,
      path: one.route.path,
      handler: (event: HttpEvent) => answerRoute(one, event),
    })),
    notFoundResponse: notHere,
  });
  const answer = middy<HttpEvent, HttpResult>()
    .use({
      after: ({ event, response }) => {
        if (response) response.headers = { ...response.headers, 'x-request-id': requestIdOf(event) };
      },
      onError: (request) => {
        const instance = requestIdOf(request.event);
        const problem = problemOf(request.error, instance);
        noteInLog({ code: problem.code });
        if (problem.status >= 500) logger.error('Request failed', { error: request.error ?? undefined });
        request.response = {
          statusCode: problem.status,
          headers: { 'content-type': 'application/problem+json', 'x-request-id': instance },
          body: JSON.stringify(problem),
        };
      },
    })
    .handler(router);
  return (event: HttpEvent, invocation: Context): Promise<HttpResult> => {
    const { client } = claimsOf(event);
    const gatewayId = event.requestContext.requestId;
    return logRequest({ invocation, requestId: requestIdOf(event), gatewayId, client }, () =>
      answer(event, invocation),
    );
  };
};

const notHere = (): never => {
  throw new NotFound('not_found', 'There is nothing at this address.');
};
