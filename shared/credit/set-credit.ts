import type { Call } from '../call.ts';
import { customerSubject, loadCustomer } from '../customers/customer-store.ts';
import { requireVersion } from '../errors.ts';
import type { Subject } from '../events/event.ts';
import { requireCurrency } from '../products/put-product.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import type { CreditInput, StoredCredit } from './credit.ts';
import { changeGroup, type GroupChange, loadHead, parentOf } from './credit-group.ts';
import { loadCredit } from './credit-store.ts';

interface Wanted {
  limit: number;
  hold: StoredCredit['hold'];
  parentCustomerId: string | undefined;
}

/** What the credit is to be: what is not named stays. */
const wantedOf = (input: CreditInput, before: StoredCredit): Wanted => ({
  limit: input.limit ?? before.limit,
  hold: input.hold ?? before.hold,
  parentCustomerId: input.parentCustomerId === undefined ? parentOf(before) : (input.parentCustomerId ?? undefined),
});

/** Tells of what changes. False: nothing does. */
const tell = (
  work: Work,
  subject: Subject,
  before: StoredCredit,
  { limit, hold, parentCustomerId }: Wanted,
): boolean => {
  const { customerId, currency } = before;
  if (limit !== before.limit) {
    work.raise(subject, 'credit.limit_changed', { customerId, limit, previousLimit: before.limit, currency });
  }
  if (hold !== before.hold) {
    work.raise(subject, 'credit.hold_changed', { customerId, hold, previousHold: before.hold });
  }
  if (parentCustomerId !== parentOf(before)) {
    work.raise(subject, 'credit.group_changed', {
      customerId,
      parentCustomerId: parentCustomerId ?? null,
      previousParentCustomerId: parentOf(before) ?? null,
    });
  }
  return work.events.length > 0;
};

const sameGroup: GroupChange = { set: {}, remove: [], when: [] };

/**
 * Sets the limit (minor units), the hold and the group of a customer; what is not named stays. 412 when `ifMatch` is stale,
 * 422 `group_too_deep` when groups would lie within groups.
 */
export const setCredit = (
  customerId: string,
  input: CreditInput,
  ifMatch: number | undefined,
  call: Call,
): Promise<void> =>
  deciding(async () => {
    if (input.currency !== undefined) requireCurrency(input.currency, call);
    const customer = await loadCustomer(customerId, call);
    const before = await loadCredit(customerId);
    requireVersion(before.version, ifMatch);
    const wanted = wantedOf(input, before);
    const { parentCustomerId, limit, hold } = wanted;
    const regroups = parentCustomerId !== parentOf(before);
    const head = regroups && parentCustomerId !== undefined ? await loadHead(parentCustomerId, before) : undefined;
    const work = new Work(call);
    const subject = customerSubject({ ...customer });
    if (!tell(work, subject, before, wanted)) return;
    // The profile carries the event counter of the customer. Its version stays: the profile is not changed, and whoever
    // changes it at this moment raises an event too, which exists by then.
    work.update({
      key: keys.customer(customerId),
      set: { sequence: subject.counter.sequence },
      when: [{ attribute: 'sequence', is: '=', value: customer.sequence }],
    });
    const group = regroups ? await changeGroup(work, before, head) : sameGroup;
    work.update({
      key: keys.credit(customerId),
      set: { limit, hold, ...group.set },
      add: { version: 1 },
      remove: group.remove,
      when: [{ attribute: 'version', is: '=', value: before.version }, ...group.when],
    });
    await work.commit();
  });
