import type { Call } from '../call.ts';
import { customerSubject, loadCustomer } from '../customers/customer-store.ts';
import { requireVersion } from '../errors.ts';
import { requireCurrency } from '../products/put-product.ts';
import { keys } from '../table/table-map.ts';
import { deciding, Work } from '../table/work.ts';
import type { CreditInput } from './credit.ts';
import { loadCredit } from './credit-store.ts';

/** Sets the limit (minor units) and the hold of a customer; what is not named stays. 412 when `ifMatch` is stale. */
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
    const limit = input.limit ?? before.limit;
    const hold = input.hold ?? before.hold;
    if (limit === before.limit && hold === before.hold) return;
    const work = new Work(call);
    const subject = customerSubject({ ...customer });
    if (limit !== before.limit) {
      work.raise(subject, 'credit.limit_changed', {
        customerId,
        limit,
        previousLimit: before.limit,
        currency: before.currency,
      });
    }
    if (hold !== before.hold)
      work.raise(subject, 'credit.hold_changed', { customerId, hold, previousHold: before.hold });
    // The profile carries the event counter of the customer. Its version stays: the profile is not changed, and whoever
    // changes it at this moment raises an event too, which exists by then.
    work.update({
      key: keys.customer(customerId),
      set: { sequence: subject.counter.sequence },
      when: [{ attribute: 'sequence', is: '=', value: customer.sequence }],
    });
    work.update({
      key: keys.credit(customerId),
      set: { limit, hold },
      add: { version: 1 },
      when: [{ attribute: 'version', is: '=', value: before.version }],
    });
    await work.commit();
  });
