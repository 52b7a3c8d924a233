import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { allFunctions } from '../../infra/domains/index.ts';
import { callBy } from '../../shared/call.ts';
import { now } from '../../shared/clock.ts';
import { published } from '../../shared/events/event.ts';
import { publishEvents } from '../../shared/events/publish-events.ts';
import type { CobroEvent } from '../../shared/events/event-types.ts';
import { projectJournals } from '../../shared/ledger/project-journals.ts';
import { restartLifecycle } from '../../shared/orders/restart-lifecycle.ts';
import { itemKinds } from '../../shared/table/table-map.ts';
import type { Row } from '../../shared/table/table.ts';
import type { Tenant } from '../../shared/tenant.ts';
import { everyItem } from '../../shared/verification/verify-table.ts';
import { openTableOnly, startEmbedded } from '../embedded.ts';
import { openRuntimeStore, type RuntimeTable } from '../runtime-store.ts';
import { StoredObject } from '../documents/bucket-answers.ts';
import { Offset } from '../clock/business-clock.ts';
import { readItems } from './items-file.ts';

export interface Restore {
  tenant: Tenant;
  /** Lines of DynamoDB's export. */
  itemsFile: string;
  /** A folder that is empty or not there. */
  dataDir: string;
  /** The folder of the lost table: its documents and clock are beside the table and survive it. */
  besideTable?: string;
  /** Events since this instant are published again; by default those of the last day in the table. */
  republishFrom?: string;
}

export interface Restored {
  items: number;
  republished: number;
  /** Orders whose lifecycle runs again. */
  restarted: number;
}

const dayMs = 86_400_000;

/** Puts the items in place. What reacts to inserts was fed by them before: it begins after them. */
const fillTable = async ({ tenant, dataDir, itemsFile }: Restore): Promise<number> => {
  const engine = await openTableOnly({ tenant, dataDir });
  try {
    const items = await readItems(engine, `cobro-${tenant.name}`, itemsFile);
    for (const { name, trigger } of allFunctions) {
      if (trigger.kind === 'stream') await engine.saveCheckpoint(name, engine.lastSequence());
    }
    return items;
  } finally {
    await engine.close();
  }
};

const copyRows = async <T>(from: RuntimeTable<T>, to: RuntimeTable<T>) =>
  (await from.list()).map(({ key, row }) => to.put(key, row));

/** Documents and clock: on AWS they are the bucket and the world's time, and stay where they are. */
const bringDocuments = async (from: string, to: string): Promise<void> => {
  const [old, fresh] = [await openRuntimeStore(from), await openRuntimeStore(to)];
  try {
    if (existsSync(join(from, 'documents')))
      cpSync(join(from, 'documents'), join(to, 'documents'), { recursive: true });
    await fresh.write([
      ...(await copyRows(old.table('document', StoredObject), fresh.table('document', StoredObject))),
      ...(await copyRows(old.table('clock', Offset), fresh.table('clock', Offset))),
    ]);
  } finally {
    await Promise.all([old.close(), fresh.close()]);
  }
};

const allRows = async (): Promise<Row[]> => {
  const rows: Row[] = [];
  for await (const row of everyItem()) {
    if (row['kind'] !== undefined || row['sk'] === 'order') rows.push(row);
  }
  return rows;
};

const eventsSince = (rows: readonly Row[], from: string | undefined): CobroEvent[] => {
  const events = rows
    .filter((row) => row['kind'] === itemKinds.event)
    .toSorted((a, b) => (String(a['feedSk']) < String(b['feedSk']) ? -1 : 1))
    .map(published);
  const newest = events.at(-1)?.occurredAt ?? '';
  const since = from ?? (newest === '' ? '' : new Date(Date.parse(newest) - dayMs).toISOString());
  return events.filter(({ occurredAt }) => occurredAt >= since);
};

const getMoving = async (rows: readonly Row[], from: string | undefined): Promise<Omit<Restored, 'items'>> => {
  const call = callBy({ actor: 'restore', correlationId: 'restore' });
  const journals = rows.filter((row) => row['kind'] === itemKinds.journal && row['projected'] !== true);
  await projectJournals(
    journals.map((row) => String(row['id'])),
    call,
  );
  const events = eventsSince(rows, from);
  const republished = await publishEvents(events);
  if (republished < events.length) throw new Error('The bus did not take every event.');
  const run = Math.floor(now().getTime() / 1000);
  let restarted = 0;
  for (const row of rows.filter(({ sk }) => sk === 'order')) {
    if (await restartLifecycle(String(row['id']), run, call)) restarted += 1;
  }
  return { republished, restarted };
};

/**
 * Brings a tenant back from a copy of its table's items: fills a new table, adds the journals that no balance counts,
 * publishes the last events again, starts the lifecycles of open orders from their rows, and waits until what follows
 * has settled. Everything that reacts is repeat-safe, so that nothing is mailed, booked or issued twice.
 */
export const restoreTenant = async (restore: Restore): Promise<Restored> => {
  const { tenant, dataDir, besideTable, republishFrom } = restore;
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new Error(`${dataDir} is not empty: restore into a folder of its own.`);
  }
  const items = await fillTable(restore);
  if (besideTable !== undefined) await bringDocuments(besideTable, dataDir);
  const cobro = await startEmbedded({ tenant, dataDir, port: 0 });
  try {
    const moved = await getMoving(await allRows(), republishFrom);
    await cobro.idle();
    return { items, ...moved };
  } finally {
    await cobro.stop();
  }
};
