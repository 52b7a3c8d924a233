import * as z from 'zod';
import { invoiceHash, invoiceNumber } from '../invoices/draft-invoice.ts';
import { StoredCreditNote } from '../credit-notes/credit-note.ts';
import { creditNoteHash } from '../credit-notes/draft-credit-note.ts';
import { StoredInvoice } from '../invoices/stored-invoice.ts';
import { type Check, partitionOf } from './check.ts';

const Entry = z.object({
  series: z.string(),
  counter: z.int(),
  number: z.string(),
  invoiceId: z.string(),
  /** Set in a series of credit notes: what was issued; `invoiceId` is what it corrects. */
  creditNoteId: z.string().optional(),
  gross: z.int(),
  previousHash: z.string().nullable(),
  hash: z.string(),
});
type Entry = z.infer<typeof Entry>;
const Series = z.object({ series: z.string(), counter: z.int(), hash: z.string() });

/** What the entry is about. */
const issuedBy = ({ creditNoteId, invoiceId }: Entry): string => creditNoteId ?? invoiceId;

/** An invoice or credit note as issued, hashed again from what it says today. */
interface Issued {
  number: string;
  gross: number;
  hash: string;
  hashNow: string;
}

const wrongWith = (entry: Entry, before: Entry | undefined, issued: Issued | undefined): string[] => {
  const { series, counter, number } = entry;
  const here = `${series} ${counter}`;
  return [
    ...(counter === (before?.counter ?? 0) + 1 ? [] : [`Numbers are missing before ${number}.`]),
    ...(entry.previousHash === (before?.hash ?? null) ? [] : [`The chain is broken at ${here}.`]),
    ...(number === invoiceNumber(series, counter) ? [] : [`The entry ${here} carries the number ${number}.`]),
    ...(issued ? [] : [`The invoice of ${number} is not there.`]),
    ...(issued && (issued.number !== number || issued.gross !== entry.gross)
      ? [`Invoice ${number} differs from its entry in the register.`]
      : []),
    ...(issued && (issued.hash !== entry.hash || issued.hashNow !== entry.hash)
      ? [`Invoice ${number} is not what was issued: its hash is another.`]
      : []),
  ];
};

/** The register: without gap, each entry linked to the one before, each invoice and credit note still what was issued. */
export const registerCheck = (): Check => {
  const entries: Entry[] = [];
  const heads: z.infer<typeof Series>[] = [];
  const issued = new Map<string, Issued>();

  const findingsOf = (chain: readonly Entry[]): string[] => {
    const ordered = chain.toSorted((a, b) => a.counter - b.counter);
    return ordered.flatMap((entry, at) => wrongWith(entry, ordered[at - 1], issued.get(issuedBy(entry))));
  };
  const isHead = ({ series, counter, hash }: z.infer<typeof Series>): boolean =>
    entries.some((entry) => entry.series === series && entry.counter === counter && entry.hash === hash) &&
    !entries.some((entry) => entry.series === series && entry.counter > counter);

  return {
    note: (row) => {
      const { noun } = partitionOf(row);
      if (noun === 'register') entries.push(Entry.parse(row));
      else if (noun === 'series') heads.push(Series.parse(row));
      else if (noun === 'invoice' && row['sk'] === 'invoice') {
        const invoice = StoredInvoice.parse(row);
        const { id, number, totals, hash } = invoice;
        issued.set(id, { number, gross: totals.gross, hash, hashNow: invoiceHash(invoice) });
      } else if (noun === 'credit-note' && row['sk'] === 'credit-note') {
        const note = StoredCreditNote.parse(row);
        const { id, number, totals, hash } = note;
        issued.set(id, { number, gross: totals.gross, hash, hashNow: creditNoteHash(note) });
      }
    },
    findings: () => [
      ...[...Map.groupBy(entries, ({ series }) => series).values()].flatMap(findingsOf),
      ...heads
        .filter((head) => !isHead(head))
        .map(({ series }) => `The counter of ${series} is not at its last entry.`),
      ...[...issued]
        .filter(([id]) => !entries.some((entry) => issuedBy(entry) === id))
        .map(([, { number }]) => `Invoice ${number} is not in the register.`),
    ],
  };
};
