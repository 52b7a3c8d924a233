import type { TableDescription } from './dynalite-types.ts';
import { tableNotFound } from './dynamo-fault.ts';
import type { Level, LevelOperation } from './level.ts';
import { endOf, rowKeys } from './row-keys.ts';

/** A table, and what the engine keeps about it besides its description. */
export interface Table {
  description: TableDescription;
  /** Name of the attribute (epoch seconds) after which an item expires. */
  timeToLive?: string;
  /** Whether changes go to the change log. */
  stream: boolean;
}

/** The tables there are. They are few: all are held in memory. */
export class Tables {
  private readonly level: Level;
  private readonly byName = new Map<string, Table>();

  constructor(level: Level) {
    this.level = level;
  }

  async load(): Promise<void> {
    for (const [, text] of await this.level.iterator({ gte: rowKeys.tables, lt: endOf(rowKeys.tables) }).all()) {
      const table: Table = JSON.parse(text);
      this.byName.set(table.description.TableName, table);
    }
  }

  find(name: string): Table | undefined {
    return this.byName.get(name);
  }

  /** Throws ResourceNotFoundException. */
  get(name: string): Table {
    const table = this.byName.get(name);
    if (table === undefined) throw tableNotFound();
    return table;
  }

  names(): string[] {
    return [...this.byName.keys()].sort();
  }

  all(): Table[] {
    return [...this.byName.values()];
  }

  async save(table: Table, more: LevelOperation[] = []): Promise<void> {
    const { TableName: name } = table.description;
    await this.level.batch([{ type: 'put', key: rowKeys.table(name), value: JSON.stringify(table) }, ...more]);
    this.byName.set(name, table);
  }

  /** The table is gone at once; what is left of its rows after a crash goes when a table of that name is created. */
  async remove(name: string): Promise<void> {
    this.byName.delete(name);
    await this.level.batch([{ type: 'del', key: rowKeys.table(name) }]);
    await this.clearRows(name);
  }

  async clearRows(name: string): Promise<void> {
    for (const prefix of [rowKeys.items(name), rowKeys.indexes(name), rowKeys.expiries(name)])
      await this.level.clear({ gte: prefix, lt: endOf(prefix) });
  }
}
