import { createHash } from 'node:crypto';
import type { Outcome } from '../mail/send-once.ts';
import type { DocumentName } from './document-folders.ts';
import { findDocument, keepDocument } from './document-store.ts';

/** An issued document and its PDF. */
export interface IssuedDocument {
  id: string;
  /** Of the PDF once it is kept. */
  pdfSha256: string | null;
  /** Where the PDF is kept. */
  pdfName: DocumentName;
  render: () => Promise<Uint8Array>;
  /** Records the hash of the kept PDF, once. */
  record: (pdfSha256: string) => Promise<void>;
}

/**
 * The kept PDF; rendered, kept and recorded first if there is none. An issued document is never made again: of several
 * deliveries at once the first to keep it has made it, and all record and mail that one.
 */
export const keptPdf = async ({ id, pdfSha256, pdfName, render, record }: IssuedDocument): Promise<Uint8Array> => {
  if (pdfSha256 !== null) {
    const kept = await findDocument(pdfName);
    if (kept) return kept;
    throw new Error(`The PDF of ${id} is recorded and not there.`);
  }
  const kept = await keepDocument(pdfName, await render(), 'application/pdf');
  await record(createHash('sha256').update(kept).digest('hex'));
  return kept;
};

/** Mails it to the customer and in copy to finance: a mail that fails does not keep the other from going out. */
export const mailToBoth = async (
  id: string,
  mailTo: (copyForFinance: boolean) => Promise<Outcome>,
  recordMailed: () => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = [];
  for (const copyForFinance of [false, true]) {
    try {
      const outcome = await mailTo(copyForFinance);
      if (outcome === 'sent' && !copyForFinance) await recordMailed();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `Mails about ${id} were not sent: ${failures.join('; ')}`);
};
