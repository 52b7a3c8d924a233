import { createHash } from 'node:crypto';
import { useClientOptions } from '../../shared/aws/clients.ts';
import type { Row } from '../../shared/table/table.ts';
import type { Tenant } from '../../shared/tenant.ts';
import { everyItem, type Verified, verifyTable } from '../../shared/verification/verify-table.ts';
import { openTableOf } from './items-file.ts';
import { openRuntimeStore } from '../runtime-store.ts';
import { StoredObject } from '../documents/bucket-answers.ts';
import { invoicePdfName } from '../../shared/invoices/invoice-pdf-name.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Every item, and on the way the PDFs that invoices say were kept. */
const watched = async function* (rows: AsyncIterable<Row>, pdfs: Map<string, string>): AsyncGenerator<Row> {
  for await (const row of rows) {
    if (row['sk'] === 'invoice' && typeof row['pdfSha256'] === 'string') pdfs.set(String(row['id']), row['pdfSha256']);
    yield row;
  }
};

/** Kept PDFs that are gone or are not what was recorded. */
const wrongPdfs = async (dataDir: string, pdfs: ReadonlyMap<string, string>): Promise<string[]> => {
  const store = await openRuntimeStore(dataDir);
  try {
    const documents = store.table('document', StoredObject);
    const findings: string[] = [];
    for (const [id, sha256] of pdfs) {
      const kept = await documents.get(invoicePdfName(id));
      const bytes = kept && (await readFile(join(dataDir, 'documents', kept.file)).catch(() => undefined));
      if (!bytes) findings.push(`The PDF of ${id} is not there.`);
      else if (createHash('sha256').update(bytes).digest('hex') !== sha256)
        findings.push(`The PDF of ${id} was changed.`);
    }
    return findings;
  } finally {
    await store.close();
  }
};

/** Verifies the data folder of a Cobro that is not running: its table and the PDFs it kept. */
export const verifyData = async (tenant: Tenant, dataDir: string): Promise<Verified> => {
  const engine = await openTableOf(tenant, dataDir);
  const pdfs = new Map<string, string>();
  try {
    const { counts, findings } = await verifyTable(watched(everyItem(), pdfs));
    return { counts, findings: [...findings, ...(await wrongPdfs(dataDir, pdfs))] };
  } finally {
    await engine.close();
  }
};

/** Verifies a deployed table, with the caller's own credentials. */
export const verifyDeployed = async (tenant: Tenant, table: string): Promise<Verified> => {
  useClientOptions({ region: tenant.region });
  Object.assign(process.env, { TENANT: JSON.stringify(tenant), TABLE_NAME: table, BUS_NAME: '-', BUCKET_NAME: 'none' });
  return verifyTable(everyItem());
};
