import { Unprocessable } from '../errors.ts';
import type { ProblemCode } from '../problem-codes.ts';
import type { Condition } from '../table/expression.ts';
import { partitionOfOwner } from '../table/partitions.ts';
import { indexed, indexKeys, keys } from '../table/table-map.ts';
import { getRow, queryAllRows } from '../table/table.ts';
import type { Work } from '../table/work.ts';
import { StoredCredit } from './credit.ts';
import { loadCredit } from './credit-store.ts';

const ownerOfMembers = (head: string): string => `credit-group#${head}`;

/** Everyone who draws on the same limit as the customer: itself alone, or the head and all members of its group. */
export const findGroup = async (customerId: string): Promise<string[]> => {
  const { group } = await loadCredit(customerId);
  if (group === undefined) return [customerId];
  const rows = await queryAllRows(partitionOfOwner(ownerOfMembers(group), 'credit'));
  return [group, ...rows.map((row) => String(row[indexKeys('owner').sk]))];
};

/** The head of another's group, or undefined: the customer stands alone or is a head itself. */
export const parentOf = ({ customerId, group }: Pick<StoredCredit, 'customerId' | 'group'>): string | undefined =>
  group === customerId ? undefined : group;

const refused = (code: ProblemCode, message: string): Unprocessable =>
  new Unprocessable(code, message, [{ path: 'parentCustomerId', code, message }]);

/** The credit of who is to be the head. 422 when there is no such customer, or groups would lie within groups. */
export const loadHead = async (parentCustomerId: string, member: StoredCredit): Promise<StoredCredit> => {
  const row = await getRow(keys.credit(parentCustomerId));
  if (!row) throw refused('unknown_customer', 'There is no such customer.');
  const head = StoredCredit.parse(row);
  if (head.customerId === member.customerId)
    throw refused('group_too_deep', 'A customer cannot be the parent of itself.');
  if (member.group === member.customerId)
    throw refused('group_too_deep', 'Others draw on the limit of this customer: it cannot draw on another’s.');
  if (parentOf(head) !== undefined)
    throw refused('group_too_deep', 'That customer draws on the limit of another: name that one.');
  return head;
};

const unchanged = (attribute: 'used' | 'group' | 'members', value: unknown): Condition =>
  value === undefined ? { attribute, is: 'absent' } : { attribute, is: '=', value };

/** The head's row counts the member's exposure from here on. */
const addMember = (work: Work, head: StoredCredit, { used }: StoredCredit): void => {
  const first = head.group === undefined;
  work.update({
    key: keys.credit(head.customerId),
    set: { group: head.customerId },
    // The first member's arrival also begins the count with what the head uses itself.
    add: { groupUsed: first ? head.used + used : used, members: 1 },
    when: ['exists', unchanged('group', head.group), ...(first ? [unchanged('used', head.used)] : [])],
  });
};

const removeMember = (work: Work, head: StoredCredit, { used }: StoredCredit): void => {
  const isLast = head.members === 1;
  work.update({
    key: keys.credit(head.customerId),
    ...(isLast ? { remove: ['group', 'groupUsed', 'members'] } : { add: { groupUsed: -used, members: -1 } }),
    when: [unchanged('members', head.members)],
  });
};

/** What a customer's own row is to say of its group; the exposure it takes along is a condition. */
export interface GroupChange {
  set: Record<string, string>;
  remove: string[];
  when: Condition[];
}

/**
 * Moves a customer out of its group and into that of `head`, or, undefined, into none. Writes the heads' rows; answers what is to
 * be written into its own.
 */
export const changeGroup = async (
  work: Work,
  member: StoredCredit,
  head: StoredCredit | undefined,
): Promise<GroupChange> => {
  const from = parentOf(member);
  if (from !== undefined) removeMember(work, await loadCredit(from), member);
  if (head) addMember(work, head, member);
  const when = [unchanged('used', member.used), unchanged('group', member.group)];
  if (!head) {
    const { pk, sk } = indexKeys('owner');
    return { set: {}, remove: ['group', pk, sk], when };
  }
  const entry = indexed.owner(ownerOfMembers(head.customerId), 'credit', member.customerId);
  return { set: { group: head.customerId, ...entry }, remove: [], when };
};
