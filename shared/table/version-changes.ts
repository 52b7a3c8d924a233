import type { Call } from '../call.ts';
import { type Audit, idOfRow, type VersionChange } from '../events/audit.ts';
import type { Condition } from './expression.ts';
import type { Key } from './table-map.ts';
import type { Row } from './table.ts';

/** `new`: must not exist. A number: must have that version. `any`: no condition of its own. */
export type Expectation = 'new' | 'any' | { version: number };

/** The version an update insists on, if it does. */
const versionIn = (when: readonly Condition[] = []): number | undefined => {
  for (const condition of when) {
    if (typeof condition !== 'object' || !('attribute' in condition)) continue;
    if (condition.attribute !== 'version' || !('value' in condition) || condition.is !== '=') continue;
    if (typeof condition.value === 'number') return condition.value;
  }
  return undefined;
};

/** From which version to which one transaction takes the things it writes: what the audit of its events says. */
export class VersionChanges {
  readonly #changes = new Map<string, VersionChange>();

  /** Of a thing that is written whole, if it counts versions. */
  noteWhole(row: Row, expected: Expectation): void {
    const { version } = row;
    if (typeof version !== 'number' || expected === 'any') return;
    const id = idOfRow(row);
    this.#changes.set(id, { id, versionBefore: expected === 'new' ? null : expected.version, versionAfter: version });
  }

  /** Of a thing that is changed in place, if the change insists on a version and counts it up. */
  noteUpdate(change: { key: Key; add?: Record<string, number>; when?: readonly Condition[] }): void {
    const before = versionIn(change.when);
    if (before === undefined || change.add?.['version'] !== 1) return;
    this.noteWhole({ ...change.key, version: before + 1 }, { version: before });
  }

  /** Who did it, and from which version to which; the first event tells of everything else the change touched. */
  auditOf(subject: string, isFirst: boolean, { actor, user }: Call): Audit {
    const { versionBefore = null, versionAfter = null } = this.#changes.get(subject) ?? {};
    const others = [...this.#changes.values()].filter(({ id }) => id !== subject);
    return { actor, user, versionBefore, versionAfter, ...(isFirst && others.length > 0 && { alsoChanged: others }) };
  }
}
