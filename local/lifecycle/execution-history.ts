import { nowIso } from '../../shared/clock.ts';
import type { Meters } from '../bill/meters.ts';
import type { Change } from '../runtime-store.ts';
import type { ExecutionRow, ExecutionTables } from './execution-rows.ts';

/** The error of a state or an execution, as it is kept. */
export interface Failure {
  error: string;
  cause: string;
}

/** The history of an execution: every event once, however often the execution is replayed. */
export class ExecutionHistory {
  readonly #row: ExecutionRow;
  readonly #tables: ExecutionTables;
  readonly #meters: Meters;
  #position = 0;
  #unsaved: Change[] = [];

  constructor(row: ExecutionRow, tables: ExecutionTables, meters: Meters) {
    this.#row = row;
    this.#tables = tables;
    this.#meters = meters;
  }

  /** How many events came before now, counted over all runs. */
  get position(): number {
    return this.#position;
  }

  /** A replay leaves out failed attempts; it goes on counting where the first run was at this point. */
  goTo(position: number): void {
    this.#position = Math.max(this.#position, position);
  }

  note(type: string, state: string | undefined, failure: Failure | undefined): void {
    this.#position += 1;
    if (this.#position <= this.#row.events) return;
    const entry = { type, at: nowIso(), state, ...failure };
    this.#unsaved.push(this.#tables.putHistory(this.#row.name, this.#row.events, entry));
    this.#row.events = this.#position;
    // What AWS bills: a step that is executed, and each retry of it (https://aws.amazon.com/step-functions/pricing/).
    if (type === 'StateEntered' || type === 'StateRetried') this.#meters.add('stateTransitions', 1);
  }

  /** What is to be written with the next save. */
  take(): Change[] {
    const changes = this.#unsaved;
    this.#unsaved = [];
    return changes;
  }
}
