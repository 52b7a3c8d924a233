import type { Call } from '../call.ts';
import { Forbidden, Unprocessable } from '../errors.ts';
import { grants } from '../http/scopes.ts';
import { largestAmount, lineNet, sumOf } from '../money/money.ts';
import type { Product } from '../products/product.ts';
import { taxGroups, taxPerLine, totalTax, treatTax } from '../tax/assess-tax.ts';
import type { OrderInput, StoredLine, StoredOrder } from './order.ts';

interface Pricing {
  products: Map<string, Product>;
  destinationCountry: string;
  buyerTaxId?: string;
  call: Call;
}

/** Prices of one's own are for staff: never for a customer's login, whatever its token names. */
export const mayOverride = (scopes: readonly string[], call: Call): boolean =>
  call.customerId === undefined && grants(scopes, 'orders.override');

/** 403 `override_not_allowed` unless prices come from the catalogue or the token may override them. */
export const requireOverride = (input: OrderInput, allowed: boolean): void => {
  const index = input.lines.findIndex((line) => line.unitPrice !== undefined || line.discountPercent !== undefined);
  if (index === -1 || allowed) return;
  throw new Forbidden(
    'override_not_allowed',
    `Line ${index + 1} names a price or discount of its own; that needs the scope cobro/orders.override.`,
  );
};

/** The product of a line. 422 `unknown_product`, `inactive_product`, with the line's path. */
const productOf = (sku: string, index: number, products: Map<string, Product>): Product => {
  const product = products.get(sku);
  const path = `lines[${index}].sku`;
  if (!product) {
    throw new Unprocessable('unknown_product', `There is no product ${sku}.`, [
      { path, code: 'unknown_product', message: 'Not in the catalogue.' },
    ]);
  }
  if (!product.active) {
    throw new Unprocessable('inactive_product', `${sku} is no longer sold.`, [
      { path, code: 'inactive_product', message: 'No longer sold.' },
    ]);
  }
  return product;
};

/** Lines priced from the catalogue (or the override) and taxed. Nets are rounded per line, tax per rate group. */
export const priceLines = (input: OrderInput, pricing: Pricing): StoredLine[] => {
  const { call, destinationCountry, buyerTaxId } = pricing;
  const priced = input.lines.map((line, index) => {
    const product = productOf(line.sku, index, pricing.products);
    const unitPrice = line.unitPrice ?? product.unitPrice;
    const discountPercent = line.discountPercent ?? 0;
    const { taxCategory: category, kind } = product;
    const treatment = treatTax({
      sellerCountry: call.tenant.address.country,
      destinationCountry,
      buyerTaxId,
      category,
      kind,
    });
    return {
      line,
      product,
      unitPrice,
      discountPercent,
      treatment,
      net: lineNet(unitPrice, line.quantity, discountPercent),
    };
  });
  const taxes = taxPerLine(priced);
  return priced.map(({ line, product, unitPrice, discountPercent, treatment, net }, index) => {
    const tax = taxes[index] ?? 0;
    const counts = { reserved: 0, shipped: 0, invoiced: 0, cancelled: 0, returned: 0, returning: 0 };
    const fresh = { ...counts, reservations: [], waiting: false };
    return {
      lineId: String(index + 1),
      sku: line.sku,
      name: product.name,
      quantity: line.quantity,
      unitPrice,
      discountPercent,
      taxCategory: product.taxCategory,
      taxRate: treatment.rate,
      taxCode: treatment.code,
      taxReason: treatment.reason,
      net,
      tax,
      gross: net + tax,
      kind: product.kind,
      stockTracked: product.stockTracked,
      weightGrams: product.weightGrams ?? 0,
      ...fresh,
    };
  });
};

/** Totals of an order. 422 `amount_too_large` beyond what integers carry safely. */
export const totalsOf = (lines: readonly StoredLine[]): StoredOrder['totals'] => {
  const net = sumOf(lines.map((line) => line.net));
  const tax = totalTax(
    taxGroups(lines.map((line) => ({ net: line.net, treatment: { code: line.taxCode, rate: line.taxRate } }))),
  );
  const discount = sumOf(lines.map((line) => lineNet(line.unitPrice, line.quantity, 0))) - net;
  const gross = net + tax;
  if (gross > largestAmount || net + discount > largestAmount) {
    throw new Unprocessable('amount_too_large', 'The total of this order is larger than an order can be. Split it.');
  }
  return { net, shipping: 0, tax, gross, discount };
};
