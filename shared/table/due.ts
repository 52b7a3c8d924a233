import { indexKeys } from './table-map.ts';
import { queryRows, type Row } from './table.ts';

/** The id in an entry of the index `due`: it stands behind the day or the instant. */
const idOf = (row: Row): string => {
  const due = String(row[indexKeys('due').sk]);
  return due.slice(due.indexOf('#') + 1);
};

/** Ids of what has fallen due of a kind of work, until a day or an instant, page after page as they are looked at. */
export const dueUntil = async function* (work: string, until: string): AsyncGenerator<string[]> {
  let startKey: Row | undefined;
  do {
    const page = await queryRows({ index: 'due', pk: work, between: ['0', until], limit: 100, startKey });
    yield page.rows.map(idOf);
    startKey = page.next;
  } while (startKey);
};
