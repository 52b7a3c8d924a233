import { invoicingRoutes } from '../../functions/invoicing/routes.ts';
import type { Domain } from './domain.ts';

export const invoicing: Domain = {
  context: 'invoicing',
  routes: invoicingRoutes,
  prefixes: ['/v1/invoices', '/v1/credit-notes'],
  functions: [
    {
      name: 'invoicing-api',
      entry: 'functions/invoicing/api.ts',
      trigger: { kind: 'http' },
      grants: { table: 'write', documents: { read: ['invoices', 'answers'], write: ['answers'] } },
      memoryMb: 1024,
      timeoutSeconds: 29,
      whileItFails: 'Invoices cannot be read, downloaded or credited.',
    },
    {
      name: 'issue-invoices',
      entry: 'functions/invoicing/issue-invoices.ts',
      trigger: { kind: 'lifecycle' },
      grants: { table: 'write' },
      memoryMb: 1024,
      timeoutSeconds: 120,
      whileItFails: 'Shipped goods are not invoiced.',
    },
    {
      name: 'deliver-invoice-on-invoice-issued',
      entry: 'functions/invoicing/deliver-invoice-on-invoice-issued.ts',
      trigger: { kind: 'events', types: ['invoice.issued'] },
      grants: { table: 'write', documents: { read: ['invoices'], write: ['invoices'] }, mail: 'send' },
      memoryMb: 1024,
      timeoutSeconds: 60,
      whileItFails: 'Invoices are issued but nobody receives them.',
    },
    {
      name: 'deliver-credit-note-on-credit-note-issued',
      entry: 'functions/invoicing/deliver-credit-note-on-credit-note-issued.ts',
      trigger: { kind: 'events', types: ['credit_note.issued'] },
      grants: { table: 'write', documents: { read: ['invoices'], write: ['invoices'] }, mail: 'send' },
      memoryMb: 1024,
      timeoutSeconds: 60,
      whileItFails: 'Credit notes are issued but nobody receives them.',
    },
  ],
};
