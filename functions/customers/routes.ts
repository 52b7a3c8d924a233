import * as z from 'zod';
import { lazyStrictObject } from '../../shared/lazy-object.ts';
import { Credit, CreditInput } from '../../shared/credit/credit.ts';
import { Customer, CustomerInput, CustomerPatch } from '../../shared/customers/customer.ts';
import { AcceptProposal, CreditProposal } from '../../shared/credit/propose-credit.ts';
import { ScoreEntry } from '../../shared/credit/score-store.ts';
import { foldName } from '../../shared/customers/name-search.ts';
import { listOf, listQuery } from '../../shared/http/list.ts';
import { Erasure, ErasureInput } from '../../shared/privacy/erasure.ts';
import { PersonalData } from '../../shared/privacy/personal-data.ts';
import type { Routes } from '../../shared/http/route.ts';

export const customersRoutes = {
  createCustomer: {
    method: 'POST',
    path: '/v1/customers',
    scope: 'customers.write',
    summary: 'Create a customer',
    body: CustomerInput,
    response: Customer,
    status: 201,
  },
  listCustomers: {
    method: 'GET',
    path: '/v1/customers',
    scope: 'customers.read',
    summary:
      'List customers, newest first; by email, or by the beginning of any word of the name in the order of names',
    query: lazyStrictObject(() => ({
      ...listQuery,
      email: z.string().check(z.minLength(3), z.maxLength(254)).optional(),
      q: z
        .string()
        .min(1)
        .max(200)
        .refine((text) => foldName(text) !== '', 'Give at least a letter, a digit or a sign.')
        .optional(),
    })),
    response: listOf(Customer),
  },
  getCustomer: {
    method: 'GET',
    path: '/v1/customers/{id}',
    scope: 'customers.read',
    summary: 'Read a customer',
    response: Customer,
  },
  patchCustomer: {
    method: 'PATCH',
    path: '/v1/customers/{id}',
    scope: 'customers.write',
    summary: 'Change a customer',
    body: CustomerPatch,
    response: Customer,
  },
  getCredit: {
    method: 'GET',
    path: '/v1/customers/{id}/credit',
    scope: 'customers.read',
    summary: 'Read limit, hold and live exposure of a customer',
    response: Credit,
  },
  putCredit: {
    method: 'PUT',
    path: '/v1/customers/{id}/credit',
    scope: 'credit.write',
    summary: 'Set the credit limit or the hold of a customer',
    body: CreditInput,
    response: Credit,
  },
  getCreditProposal: {
    method: 'GET',
    path: '/v1/customers/{id}/credit/proposal',
    scope: 'credit.write',
    summary: 'The limit and the terms that the score of a customer speaks for, with reasons; changes nothing',
    response: CreditProposal,
  },
  acceptCreditProposal: {
    method: 'POST',
    path: '/v1/customers/{id}/credit/proposal/accept',
    scope: 'credit.write',
    summary: 'Give a customer the proposed limit and terms; 412 when the proposal changed since it was read',
    body: AcceptProposal,
    response: CreditProposal,
    ofVersion: true,
  },
  listCreditScores: {
    method: 'GET',
    path: '/v1/customers/{id}/credit/history',
    scope: 'customers.read',
    summary: 'The scores of a customer over time with their reasons, newest first',
    query: lazyStrictObject(() => listQuery),
    response: listOf(ScoreEntry),
  },
  getPersonalData: {
    method: 'GET',
    path: '/v1/customers/{id}/personal-data',
    scope: 'admin',
    summary:
      'Everything held about the person: profile, then page by page what orders, invoices, mails and payments say',
    query: lazyStrictObject(() => listQuery),
    response: PersonalData,
  },
  eraseCustomer: {
    method: 'POST',
    path: '/v1/customers/{id}/erasure',
    scope: 'admin',
    summary: 'Erase the person: nothing but issued invoices names them afterwards, and no order can be placed',
    body: ErasureInput,
    response: Erasure,
  },
} as const satisfies Routes;
