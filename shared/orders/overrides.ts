import type { Call } from '../call.ts';
import { Forbidden } from '../errors.ts';
import type { EventData } from '../events/event-types.ts';
import { badField } from '../http/problem.ts';
import { grants } from '../http/scopes.ts';
import type { OrderInput, OrderState } from './order.ts';

/** Prices of one's own are for staff: never for a customer's login, whatever its token names. */
export const mayOverride = (scopes: readonly string[], call: Call): boolean =>
  call.customerId === undefined && grants(scopes, 'orders.override');

type Wished = Pick<OrderInput, 'lines' | 'paymentTerms'>;
type LineInput = OrderInput['lines'][number];

const isOverridden = ({ unitPrice, discountPercent }: LineInput): boolean =>
  unitPrice !== undefined || discountPercent !== undefined;

const notAllowed = (what: string): Forbidden =>
  new Forbidden('override_not_allowed', `${what} of its own; that needs the scope cobro/orders.override.`);

/**
 * 403 `override_not_allowed` unless prices and terms are the agreed ones or the token may override them; 400 for the
 * reason of a price that nobody overrides.
 */
export const requireOverride = ({ lines, paymentTerms }: Wished, allowed: boolean): void => {
  const index = lines.findIndex(isOverridden);
  if (index !== -1 && !allowed) throw notAllowed(`Line ${index + 1} names a price or discount`);
  if (paymentTerms !== undefined && !allowed) throw notAllowed('The order names payment terms');
  const idle = lines.findIndex((line) => line.overrideReason !== undefined && !isOverridden(line));
  if (idle === -1) return;
  const message = `Line ${idle + 1} gives a reason, but neither a unitPrice nor a discountPercent.`;
  throw badField(`lines[${idle}].overrideReason`, 'nothing_overridden', message);
};

/**
 * What the event `order.overridden` tells of lines just drafted, in the order of the input: from which agreed price to
 * which, and the terms; never the reasons, which stand on the lines. Undefined when all is as agreed.
 */
export const overridesOf = (
  input: Wished,
  { header, lines }: OrderState,
  agreedTerms: OrderState['header']['terms'],
): EventData<'order.overridden'> | undefined => {
  const overridden = lines.filter((_, at) => isOverridden(input.lines[at] ?? { sku: '', quantity: 0 }));
  const { paymentTerms } = input;
  if (overridden.length === 0 && paymentTerms === undefined) return undefined;
  return {
    orderId: header.id,
    customerId: header.customerId,
    currency: header.currency,
    lines: overridden.map(({ lineId, sku, unitPrice, agreedUnitPrice = unitPrice, discountPercent }) => ({
      lineId,
      sku,
      unitPriceFrom: agreedUnitPrice,
      unitPriceTo: unitPrice,
      discountPercent,
    })),
    ...(paymentTerms && { paymentTerms: { from: agreedTerms, to: paymentTerms } }),
  };
};
