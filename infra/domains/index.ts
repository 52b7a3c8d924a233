import type { Domain, FunctionDeclaration } from './domain.ts';
import { catalog } from './catalog.ts';
import { collections } from './collections.ts';
import { credit } from './credit.ts';
import { customers } from './customers.ts';
import { fulfillment } from './fulfillment.ts';
import { gateway } from './gateway.ts';
import { imports } from './imports.ts';
import { insights } from './insights.ts';
import { invoicing } from './invoicing.ts';
import { orders } from './orders.ts';
import { outbox } from './outbox.ts';
import { receivables } from './receivables.ts';
import { returns } from './returns.ts';
import { shipping } from './shipping.ts';
import { stock } from './stock.ts';

/** Every context of Cobro, in the order of the business; then what serves them all. */
export const domains: readonly Domain[] = [
  catalog,
  customers,
  orders,
  credit,
  stock,
  fulfillment,
  shipping,
  invoicing,
  returns,
  receivables,
  collections,
  insights,
  imports,
  outbox,
  gateway,
];

export const allFunctions: readonly FunctionDeclaration[] = domains.flatMap((domain) => domain.functions);
