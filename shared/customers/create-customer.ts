import type { Call } from '../call.ts';
import { newCredit } from '../credit/credit.ts';
import { creditRow } from '../credit/credit-store.ts';
import { Forbidden } from '../errors.ts';
import { newId } from '../ids.ts';
import { Work } from '../table/work.ts';
import { Customer, type CustomerInput, type StoredCustomer } from './customer.ts';
import { customerSubject, saveCustomer } from './customer-store.ts';

/** Records a new customer with a credit limit of 0. */
export const createCustomer = async (input: CustomerInput, call: Call): Promise<Customer> => {
  if (call.customerId !== undefined)
    throw new Forbidden('bound_to_customer', 'A login of one customer cannot create another.');
  const customer: StoredCustomer = { ...input, id: newId('cus'), createdAt: call.at, version: 1, sequence: 0 };
  const work = new Work(call);
  work.raise(customerSubject(customer), 'customer.created', { customerId: customer.id });
  saveCustomer(work, undefined, customer);
  work.put(creditRow(newCredit(customer.id, call.tenant.currency)), 'new');
  const answer = Customer.parse(customer);
  work.answer(201, answer);
  await work.commit();
  return answer;
};
