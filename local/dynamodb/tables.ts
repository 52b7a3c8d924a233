import type { TableDescription } from './dynalite-types.ts';
import { tableNotFound } from './dynamo-fault.ts';
import type { Level } from './level.ts';
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
    for (const [, text] of await this.level.iterator({ gte: rowKeys.tables, lt: endOf(rowKeys.tables) }).all())
      this.hold(JSON.parse(text));
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

  all(): Table[] {
    return [...this.byName.values()];
  }

  /** From now on writes follow this description; only `save` makes it outlive the process. */
  hold(table: Table): void {
    this.byName.set(table.description.TableName, table);
  }

  async save(table: Table): Promise<void> {
    this.hold(table);
    const { TableName: name } = table.description;
    await this.level.batch([{ type: 'put', key: rowKeys.table(name), value: JSON.stringify(table) }]);
  }

  /** Rows that a crash leaves behind go when a table of that name is created. */
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
