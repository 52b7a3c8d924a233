import type { Call } from '../call.ts';
import { Forbidden, requireVersion } from '../errors.ts';
import { deciding, Work } from '../table/work.ts';
import { Customer, type CustomerPatch } from './customer.ts';
import { customerSubject, loadCustomer, requireNotErased, saveCustomer } from './customer-store.ts';

/**
 * Changes the named fields of a profile. 412 `stale_version` when `ifMatch` is not the current version, 403 when a
 * customer's own login names payment terms, a tax id or a price group.
 */
export const changeCustomer = (
  id: string,
  patch: CustomerPatch,
  ifMatch: number | undefined,
  call: Call,
): Promise<Customer> =>
  deciding(async () => {
    const before = await loadCustomer(id, call);
    const ours = [patch.paymentTerms, patch.taxId, patch.priceGroup];
    if (call.customerId !== undefined && ours.some((value) => value !== undefined)) {
      const detail = 'Payment terms, tax ids and price groups are set by us, not by the customer.';
      throw new Forbidden('bound_to_customer', detail);
    }
    requireNotErased(before);
    requireVersion(before.version, ifMatch);
    const changed = Object.keys(patch).toSorted();
    if (changed.length === 0) return Customer.parse(before);
    const priceGroup = patch.priceGroup === null ? undefined : (patch.priceGroup ?? before.priceGroup);
    const customer = { ...before, ...patch, priceGroup, version: before.version + 1 };
    const work = new Work(call);
    work.raise(customerSubject(customer), 'customer.updated', { customerId: id, changed });
    saveCustomer(work, before, customer);
    const answer = Customer.parse(customer);
    work.answer(200, answer);
    await work.commit();
    return answer;
  });
