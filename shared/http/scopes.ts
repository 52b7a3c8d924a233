/** Every scope of the contract. `admin` implies all others. A token carries them as `cobro/<scope>`. */
export const scopes = [
  'catalog.read',
  'catalog.write',
  'customers.read',
  'customers.write',
  'orders.read',
  'orders.write',
  'orders.override',
  'credit.write',
  'stock.read',
  'stock.write',
  'fulfillment.read',
  'fulfillment.write',
  'invoices.read',
  'invoices.write',
  'payments.read',
  'payments.write',
  'collections.read',
  'collections.write',
  'reports.read',
  'events.read',
  'admin',
] as const;
export type Scope = (typeof scopes)[number];

export const scopePrefix = 'cobro/';

/** What a login of one customer may ever do, whatever else its token names: the rest is for staff and partners. */
const customerScopes: readonly Scope[] = [
  'catalog.read',
  'customers.read',
  'customers.write',
  'orders.read',
  'orders.write',
  'stock.read',
  'fulfillment.read',
  'invoices.read',
  'payments.read',
];

/** Whether a login of one customer may use a route of this scope at all. */
export const opensToCustomers = (scope: Scope): boolean => customerScopes.includes(scope);

/** The roles a tenant's clients get, each with its scopes: user pool clients on AWS, local clients when embedded. */
export const clientRoles: Record<string, readonly Scope[]> = {
  storefront: [
    'catalog.read',
    'customers.read',
    'customers.write',
    'orders.read',
    'orders.write',
    'stock.read',
    'invoices.read',
    'payments.read',
  ],
  sales: [
    'catalog.read',
    'customers.read',
    'customers.write',
    'orders.read',
    'orders.write',
    'orders.override',
    'stock.read',
    'fulfillment.read',
    'invoices.read',
    'payments.read',
  ],
  warehouse: [
    'catalog.read',
    'catalog.write',
    'orders.read',
    'stock.read',
    'stock.write',
    'fulfillment.read',
    'fulfillment.write',
  ],
  finance: [
    'catalog.read',
    'catalog.write',
    'customers.read',
    'customers.write',
    'credit.write',
    'orders.read',
    'invoices.read',
    'invoices.write',
    'payments.read',
    'payments.write',
    'collections.read',
    'collections.write',
    'reports.read',
    'events.read',
  ],
  partner: ['events.read', 'catalog.read', 'stock.read'],
  admin: ['admin'],
};

/** Whether a token's scope list (with prefix) grants the scope. */
export const grants = (tokenScopes: readonly string[], scope: Scope): boolean =>
  tokenScopes.includes(scopePrefix + scope) || tokenScopes.includes(`${scopePrefix}admin`);
