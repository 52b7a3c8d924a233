import { keys } from '../table/table-map.ts';
import { getRow, type Row } from '../table/table.ts';
import type { Condition } from '../table/expression.ts';
import type { Work } from '../table/work.ts';
import { StoredCredit } from './credit.ts';

/** The credit of a customer known to exist. */
export const loadCredit = async (customerId: string): Promise<StoredCredit> =>
  StoredCredit.parse(await getRow(keys.credit(customerId)));

export const creditRow = (credit: StoredCredit): Row => ({ ...keys.credit(credit.customerId), ...credit });

export interface ExposureMove {
  openOrders?: number;
  receivables?: number;
  unapplied?: number;
}

/** What a move is decided on: to which group the customer belongs, and what must hold of its row and of its head's. */
export interface MoveGround {
  group: string | undefined;
  own: Condition[];
  head: Condition[];
}

interface Moves {
  sums: Required<ExposureMove>;
  ground?: MoveGround;
}

/** Moves of transactions under construction, by customer: an item may stand only once in a transaction. */
const movesOf = new WeakMap<Work, Map<string, Moves>>();

const groupOf = async (customerId: string): Promise<string | undefined> => (await loadCredit(customerId)).group;

interface RowMove {
  add: Record<string, number>;
  when: Condition[];
}

/** Adds to what a row gets; a head may be reached by several members at once. */
const addTo = (rows: Map<string, RowMove>, customerId: string, { add, when }: RowMove): void => {
  const before = rows.get(customerId) ?? { add: {}, when: ['exists'] };
  const sums = { ...before.add };
  for (const [name, amount] of Object.entries(add)) sums[name] = amount + (sums[name] ?? 0);
  rows.set(customerId, { add: sums, when: [...before.when, ...when] });
};

/** Writes the collected moves, each into the customer's row and, in a group, into its head's. */
const writeMoves = async (work: Work, moves: Map<string, Moves>): Promise<void> => {
  const rows = new Map<string, RowMove>();
  for (const [customerId, { sums, ground }] of moves) {
    const used = sums.openOrders + sums.receivables - sums.unapplied;
    if (used === 0) {
      addTo(rows, customerId, { add: sums, when: ground?.own ?? [] });
      if (ground && ground.head.length > 0 && ground.group !== undefined)
        addTo(rows, ground.group, { add: { groupUsed: 0 }, when: ground.head });
      continue;
    }
    const group = ground ? ground.group : await groupOf(customerId);
    const inGroup: Condition =
      group === undefined ? { attribute: 'group', is: 'absent' } : { attribute: 'group', is: '=', value: group };
    addTo(rows, customerId, { add: { ...sums, used }, when: [inGroup, ...(ground?.own ?? [])] });
    if (group !== undefined) addTo(rows, group, { add: { groupUsed: used }, when: ground?.head ?? [] });
  }
  for (const [customerId, { add, when }] of rows) work.update({ key: keys.credit(customerId), add, when });
};

/**
 * Moves the exposure of a customer inside the transaction of its cause, and with it that of its group. Pure additions: two
 * causes at once both count, without waiting for each other; several moves of one transaction are added up. `ground`: what
 * must hold of the credit at that instant. A customer that joins or leaves a group meanwhile has the verb decide again.
 */
export const moveExposure = (work: Work, customerId: string, move: ExposureMove, ground?: MoveGround): void => {
  const { openOrders = 0, receivables = 0, unapplied = 0 } = move;
  if (openOrders === 0 && receivables === 0 && unapplied === 0 && !ground) return;
  let moves = movesOf.get(work);
  if (!moves) {
    const fresh = new Map<string, Moves>();
    movesOf.set(work, fresh);
    work.later(() => writeMoves(work, fresh));
    moves = fresh;
  }
  const before = moves.get(customerId);
  const sums = {
    openOrders: openOrders + (before?.sums.openOrders ?? 0),
    receivables: receivables + (before?.sums.receivables ?? 0),
    unapplied: unapplied + (before?.sums.unapplied ?? 0),
  };
  moves.set(customerId, { sums, ground: ground ?? before?.ground });
};
