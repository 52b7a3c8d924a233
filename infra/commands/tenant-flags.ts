import type { ParseArgsConfig } from 'node:util';
import { parseArgs } from 'node:util';

/** A flag of `tenant -- new`: what it asks for, where its value stands in the file, and what it is when left out. */
interface Flag {
  /** Path in the tenant's file. */
  field: string;
  question: string;
  default?: string;
  optional?: boolean;
  number?: boolean;
}

const flags = {
  'legal-name': { field: 'legalName', question: 'Legal name of the company' },
  'tax-id': { field: 'taxId', question: 'Tax id, as it stands on invoices' },
  line1: { field: 'address.line1', question: 'Street and number' },
  line2: { field: 'address.line2', question: 'Second line of the address', optional: true },
  city: { field: 'address.city', question: 'City' },
  'address-region': { field: 'address.region', question: 'State or province', optional: true },
  'postal-code': { field: 'address.postalCode', question: 'Postal code', optional: true },
  country: { field: 'address.country', question: 'Country, two letters' },
  'bank-name': { field: 'bank.name', question: 'Name of the bank' },
  iban: { field: 'bank.iban', question: 'IBAN or account number' },
  bic: { field: 'bank.bic', question: 'BIC', optional: true },
  currency: { field: 'currency', question: 'Currency, three letters' },
  'time-zone': { field: 'timeZone', question: 'Time zone, such as Europe/Madrid' },
  region: { field: 'region', question: 'AWS region, such as eu-west-1' },
  'sender-email': { field: 'senderEmail', question: 'Address that mails are sent from' },
  'finance-email': { field: 'financeEmail', question: 'Address of finance, gets a copy of every invoice' },
  'alarm-email': { field: 'alarmEmail', question: 'Address that alarms go to' },
  'sales-email': {
    field: 'salesEmail',
    question: 'Address of sales, told of orders that credit holds',
    optional: true,
  },
  language: { field: 'language', question: 'Language: en, es, fr or de', default: 'en' },
  'invoice-series': { field: 'invoiceSeries', question: 'Invoice series', default: 'INV-{year}' },
  'net-days': { field: 'paymentTerms.netDays', question: 'Days until payment is due', default: '30', number: true },
  'reminder-days': {
    field: 'reminderDaysAfterDue',
    question: 'Days after that until the reminder',
    default: '1',
    number: true,
  },
} as const satisfies Record<string, Flag>;

const entries: [string, Flag][] = Object.entries(flags);

/** The values of the flags on a command line, and the words that are no flags. Throws on flags that do not exist. */
export const readFlags = (args: readonly string[]): { words: string[]; given: Map<string, string> } => {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    entries.map(([name]) => [name, { type: 'string' }]),
  );
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(values)) if (typeof value === 'string') given.set(name, value);
  return { words: positionals, given };
};

/** Flags that have neither a value nor a default. */
export const missing = (given: ReadonlyMap<string, string>): [string, Flag][] =>
  entries.filter(([name, flag]) => !given.has(name) && flag.default === undefined && flag.optional !== true);

const put = (file: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) {
    file[first] = value;
    return;
  }
  const inner: Record<string, unknown> = {};
  const known = file[first];
  put(typeof known === 'object' && known !== null ? Object.assign(inner, known) : inner, rest, value);
  file[first] = inner;
};

/** The content of a tenant's file, not yet checked. */
export const fileFrom = (name: string, given: ReadonlyMap<string, string>): Record<string, unknown> => {
  const file: Record<string, unknown> = { name };
  for (const [flag, { field, number, default: usual }] of entries) {
    const text = given.get(flag) ?? usual;
    if (text !== undefined && text !== '') put(file, field.split('.'), number === true ? Number(text) : text);
  }
  return file;
};
