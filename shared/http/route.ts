import * as z from 'zod';
import type { Scope } from './scopes.ts';

/**
 * A route as it is declared once, without its handler: API Gateway, the embedded server, the OpenAPI document and the
 * authorisation test all read it. `path` is relative to the origin, parameters in braces.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
  /** null: open to everyone, without a token. */
  readonly scope: Scope | null;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Absent for answers that are not JSON (a PDF, a page). */
  readonly response?: z.ZodType;
  readonly status?: 200 | 201 | 202;
  /** POSTs that change nothing (quotes, previews) need no Idempotency-Key. */
  readonly withoutKey?: true;
  /** Media type of an answer that is a file. */
  readonly media?: 'application/pdf' | 'application/json' | 'application/xml' | 'text/html';
}

/** The routes of one context, by the name of what they do. */
export type Routes = Readonly<Record<string, Route>>;

/** The query of a route that takes none. */
export const noQuery = z.strictObject({});
