import * as z from 'zod';
import type { Route } from './route.ts';
import { lazyObject } from '../lazy-object.ts';

/** Whether a caller would rather have CSV: it names text/csv, and no JSON that it likes at least as well. */
export const prefersCsv = (accept: string | undefined): boolean => {
  const wishes = (accept ?? '')
    .split(',')
    .map((wish) => {
      const [type = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { type, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0);
  const csv = wishes.find(({ type }) => type === 'text/csv');
  const json = wishes.find(({ type }) => type === 'application/json');
  return csv !== undefined && (json === undefined || csv.weight > json.weight);
};

const Page = lazyObject(() => ({ items: z.array(z.unknown()), nextCursor: z.string().nullable() }));

/** The schemas of a route that answers a list of things; undefined: it answers something else. */
export const listOfRoute = ({ response, method }: Route): { item: z.ZodObject; page: typeof Page } | undefined => {
  if (method !== 'GET' || !(response instanceof z.ZodObject)) return undefined;
  const { items } = response.shape;
  const item = items instanceof z.ZodArray ? items.element : undefined;
  return item instanceof z.ZodObject && 'nextCursor' in response.shape ? { item, page: Page } : undefined;
};

/** CSV has no place for a cursor: the way to the next page stands in the Link header (RFC 8288). */
export const nextPageLink = (
  { rawPath, rawQueryString }: { rawPath: string; rawQueryString: string },
  nextCursor: string | null,
): Record<string, string> => {
  if (nextCursor === null) return {};
  const query = new URLSearchParams(rawQueryString);
  query.set('cursor', nextCursor);
  return { link: `<${rawPath}?${query.toString()}>; rel="next"` };
};
