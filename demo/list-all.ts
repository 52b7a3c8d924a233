import type * as z from 'zod';
import { listOf } from '../shared/http/list.ts';
import type { ApiClient, Role } from './api-client.ts';

/** Every item of a list of the API, page after page. */
export const listAll = async <S extends z.ZodType>(
  api: ApiClient,
  { as, path, item }: { as: Role; path: string; item: S },
): Promise<z.output<S>[]> => {
  const items: z.output<S>[] = [];
  let cursor: string | null = null;
  do {
    const query: string = `limit=100${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: { items: z.output<S>[]; nextCursor: string | null } = await api.call({
      as,
      method: 'GET',
      path: `${path}${path.includes('?') ? '&' : '?'}${query}`,
      answer: listOf(item),
    });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
};
