import * as z from 'zod';
import { lazyStrictObject } from './lazy-object.ts';
import { CreditPolicy } from './credit/credit-policy.ts';

export const CountryCode = z.string().regex(/^[A-Z]{2}$/, 'a two-letter ISO 3166-1 country code');

/** The four languages of the contract; mails exist in the first two, the others fall back to English. */
export const Language = z.enum(['en', 'es', 'fr', 'de']);
export type Language = z.infer<typeof Language>;

export const Address = lazyStrictObject(() => ({
  line1: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)),
  line2: z.string().check(z.trim(), z.minLength(1), z.maxLength(200)).optional(),
  city: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)),
  region: z.string().check(z.trim(), z.minLength(1), z.maxLength(100)).optional(),
  postalCode: z.string().check(z.trim(), z.minLength(1), z.maxLength(20)).optional(),
  country: CountryCode,
}));
export type Address = z.infer<typeof Address>;

const days = z.int().check(z.gte(1), z.lte(730));

/**
 * What one company's Cobro must know of the company: infra/tenants/<name>.json, checked at synthesis and again by
 * every function, which receives it in the environment variable TENANT.
 */
export const Tenant = lazyStrictObject(() => ({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,19}$/),
  region: z.string().regex(/^[a-z]{2}-[a-z]+-\d$/),
  legalName: z.string().min(1),
  taxId: z.string().min(1),
  address: Address,
  bank: z.strictObject({ name: z.string().min(1), iban: z.string().min(1), bic: z.string().min(1).optional() }),
  currency: z.string().regex(/^[A-Z]{3}$/),
  timeZone: z.string().min(1),
  language: Language,
  /** `{year}` is the year of issue; the number is `<series>-<six digits>`. */
  invoiceSeries: z.string().regex(/^[A-Z0-9]{1,8}(-\{year\})?$/),
  /** The series of credit notes, written alike; without it `CN`. Never that of the invoices. */
  creditNoteSeries: z
    .string()
    .regex(/^[A-Z0-9]{1,8}(-\{year\})?$/)
    .optional(),
  senderEmail: z.email(),
  /** SES knows the sender's domain already in this account and region: the stacks leave it alone. */
  senderIsVerified: z.boolean().optional(),
  financeEmail: z.email(),
  alarmEmail: z.email(),
  /**
   * Who is told of orders that credit holds and of what becomes of them, nobody when left out; and is reminded of orders that
   * are not shipped, `financeEmail` when left out.
   */
  salesEmail: z.email().optional(),
  paymentTerms: z.strictObject({ netDays: z.int().check(z.gte(0), z.lte(365)) }),
  creditPolicy: CreditPolicy.prefault({}),
  /** Requests a second, and how many at once beyond that, for all clients together: what is more is answered 429. */
  throttle: z
    .strictObject({
      requestsPerSecond: z.int().check(z.gte(1), z.lte(10_000)),
      burst: z.int().check(z.gte(1), z.lte(5000)),
    })
    .default({ requestsPerSecond: 200, burst: 400 }),
  /** Days after the due date on which the friendly reminder is sent. */
  reminderDaysAfterDue: z.int().check(z.gte(1), z.lte(60)),
  /** Where customers follow an order, with `{number}` or `{id}` in it: stands in the mails about it. */
  orderPage: z
    .string()
    .regex(/^https:\/\/[^\s{}]+\{(number|id)\}[^\s{}]*$/, 'an https address with {number} or {id} in it')
    .optional(),
  /**
   * What happens by itself to an order of which pieces are not shipped, in days after it was placed or after the day it was
   * requested for, the later of the two; nothing where a number is left out. It holds for orders placed or changed since.
   */
  orderPolicy: z
    .strictObject({
      /** The seller is reminded of it, once. */
      remindAfterDays: days.optional(),
      /** What has not shipped of it is cancelled. */
      expireAfterDays: days.optional(),
      /** Days after placing: an order still held by credit is cancelled, so that its prices are not honoured for ever. */
      holdExpiresAfterDays: days.optional(),
    })
    .optional(),
  /** AWS accounts of partners who may make rules of their own on the tenant's bus. */
  partnerAccounts: z.array(z.string().regex(/^\d{12}$/, 'an AWS account number of twelve digits')).optional(),
  /** A name of the tenant's own for the API; its certificate lies in the same region. With the zone, the record is made too. */
  domain: z
    .strictObject({
      name: z.string().regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/),
      certificateArn: z.string().regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/),
      hostedZoneId: z
        .string()
        .regex(/^Z[A-Z0-9]{1,31}$/)
        .optional(),
    })
    .optional(),
  /** The tenant's own key for table, documents and queues; without it AWS's keys encrypt them. See docs/decisions.md. */
  encryptionKeyArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/)
    .optional(),
  /** Nobody is reminded of less than this (minor units): a letter about cents costs more than it brings. */
  smallestReminder: z.int().min(0).default(100),
}));
export type Tenant = z.infer<typeof Tenant>;
