import { indexed, type IndexName } from './table-map.ts';
import type { RowQuery } from './table.ts';

/** Things of a kind that belong to an owner such as `customer#<id>` or `warehouse#<code>`, by age. */
export const partitionOfOwner = (owner: string, kind: string): RowQuery => ({
  index: 'owner',
  pk: indexed.owner(owner, kind, '').ownerPk,
});

/** Things of a kind and a status: all of them, or those of an owner. */
export const partitionOfStatus = (kind: string, status: string, owner?: string): RowQuery & { index: IndexName } =>
  owner === undefined
    ? { index: 'status', pk: indexed.status(kind, status, '').statusPk }
    : { index: 'ownerStatus', pk: indexed.ownerStatus(owner, kind, status, '').ownerStatusPk };

/** Things of a kind by the day they fall due: all of them, or those of an owner. */
export const partitionOfDueDate = (kind: string, owner?: string): RowQuery => {
  const { dueDatePk, ownerDueDatePk } = indexed.dueDate(owner ?? '', kind, '');
  return owner === undefined ? { index: 'dueDate', pk: dueDatePk } : { index: 'ownerDueDate', pk: ownerDueDatePk };
};
