import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import * as z from 'zod';
import type { Tenant } from '../../shared/tenant.ts';
import type { DynamoEngine } from '../dynamodb/engine.ts';
import { openTableOnly } from '../embedded.ts';

/** A line as DynamoDB's own export to S3 writes it, in DynamoDB JSON. */
const Line = z.object({ Item: z.record(z.string(), z.unknown()) });
const Page = z.object({
  Items: z.array(z.record(z.string(), z.unknown())),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

/** Opens the table of a stopped Cobro. Throws where there is none, instead of making an empty one. */
export const openTableOf = (tenant: Tenant, dataDir: string): Promise<DynamoEngine> => {
  if (!existsSync(join(dataDir, 'table'))) throw new Error(`There is no Cobro in ${dataDir}.`);
  return openTableOnly({ tenant, dataDir });
};

/** Writes every item of a table into a file, one a line. Answers how many. */
export const writeItems = async (engine: DynamoEngine, TableName: string, file: string): Promise<number> => {
  const out = createWriteStream(file);
  let count = 0;
  let ExclusiveStartKey: unknown;
  do {
    const page = Page.parse(await engine.call('Scan', { TableName, ExclusiveStartKey }));
    for (const Item of page.Items) {
      if (!out.write(`${JSON.stringify({ Item })}\n`)) await once(out, 'drain');
      count += 1;
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  out.end();
  await once(out, 'close');
  return count;
};

/** Puts every item of such a file (or of a .gz of one) into a table. Answers how many. */
export const readItems = async (engine: DynamoEngine, table: string, file: string): Promise<number> => {
  const bytes = createReadStream(file);
  const lines = createInterface({ input: file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes });
  let count = 0;
  let page: unknown[] = [];
  const put = async (): Promise<void> => {
    if (page.length > 0) await engine.call('BatchWriteItem', { RequestItems: { [table]: page } });
    count += page.length;
    page = [];
  };
  for await (const line of lines) {
    if (line.trim() === '') continue;
    page.push({ PutRequest: { Item: Line.parse(JSON.parse(line)).Item } });
    if (page.length === 25) await put();
  }
  await put();
  return count;
};
