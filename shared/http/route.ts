import * as z from 'zod';
import type { Scope } from './scopes.ts';

/** Media types of files that requests may carry. */
export type FileType = 'text/csv';

/** A body that is a file, not JSON. */
export interface SentFile {
  fileType: FileType;
  bytes: Uint8Array;
}

/**
 * A route as it is declared once, without its handler: API Gateway, the embedded server, the OpenAPI document and the
 * authorisation test all read it. `path` is relative to the origin, parameters in braces.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  /** Any one of a list will do. null: open to everyone, without a token. */
  readonly scope: Scope | readonly Scope[] | null;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Media types the body may have instead of JSON: the handler then gets the file as it came, a `SentFile`. */
  readonly files?: readonly FileType[];
  /** Absent for answers that are not JSON (a PDF, a page). */
  readonly response?: z.ZodType;
  readonly status?: 200 | 201 | 202;
  /** POSTs that change nothing (quotes, previews) need no Idempotency-Key. */
  readonly withoutKey?: true;
  /** POSTs that are good for one version of what they are about only, as every PUT and PATCH may be. */
  readonly ofVersion?: true;
  /** Media type of an answer that is a file. */
  readonly media?: 'application/pdf' | 'application/json' | 'application/xml' | 'text/html';
}

/** Whether a request may be refused (412) because what it is about has another version by now. */
export const checksVersion = ({ method, ofVersion }: Pick<Route, 'method' | 'ofVersion'>): boolean =>
  method === 'PUT' || method === 'PATCH' || ofVersion === true;

/** The scopes of which a token needs one. Empty: the route is open to everyone. */
export const scopesOf = ({ scope }: Pick<Route, 'scope'>): readonly Scope[] =>
  scope === null ? [] : typeof scope === 'string' ? [scope] : scope;

/** The routes of one context, by the name of what they do. */
export type Routes = Readonly<Record<string, Route>>;

/** The query of a route that takes none. */
export const noQuery = z.strictObject({});
