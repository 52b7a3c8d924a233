import type { Call } from '../call.ts';
import { Unprocessable } from '../errors.ts';
import { largestAmount, lineNet, sumOf } from '../money/money.ts';
import { choosePrice, type PriceRules } from '../prices/choose-price.ts';
import type { Product } from '../products/product.ts';
import { taxGroups, taxPerLine, totalTax, treatTax } from '../tax/assess-tax.ts';
import type { OrderInput, StoredLine, StoredOrder } from './order.ts';

interface Pricing {
  products: Map<string, Product>;
  rules: PriceRules;
  destinationCountry: string;
  buyerTaxId?: string;
  call: Call;
  /** The field the lines stand in, for findings. */
  path?: string;
}

type LinesInput = Pick<OrderInput, 'lines'>;

/** All pieces of each sku, in whatever lines: price lists count them together. */
const piecesPerSku = ({ lines }: LinesInput): Map<string, number> => {
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of lines) pieces.set(sku, quantity + (pieces.get(sku) ?? 0));
  return pieces;
};

/** The product of a line. 422 `unknown_product`, `inactive_product`, with the line's path. */
const productOf = (sku: string, path: string, products: Map<string, Product>): Product => {
  const product = products.get(sku);
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

/**
 * Lines priced by the override, else by the customer's price lists, else from the catalogue, and taxed. Nets are rounded per
 * line, tax per rate group.
 */
export const priceLines = (input: LinesInput, pricing: Pricing): StoredLine[] => {
  const { call, destinationCountry, buyerTaxId, rules, path = 'lines' } = pricing;
  const pieces = piecesPerSku(input);
  const priced = input.lines.map((line, index) => {
    const product = productOf(line.sku, `${path}[${index}].sku`, pricing.products);
    const listed = choosePrice(rules, { sku: line.sku, quantity: pieces.get(line.sku) ?? 0, on: call.today });
    const agreedUnitPrice = listed?.unitPrice ?? product.unitPrice;
    const unitPrice = line.unitPrice ?? agreedUnitPrice;
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
      priceList: line.unitPrice === undefined ? listed?.priceList : undefined,
      agreedUnitPrice: line.unitPrice === undefined ? undefined : agreedUnitPrice,
      discountPercent,
      treatment,
      net: lineNet(unitPrice, line.quantity, discountPercent),
    };
  });
  const taxes = taxPerLine(priced);
  return priced.map(({ line, product, treatment, net, ...prices }, index) => {
    const tax = taxes[index] ?? 0;
    const counts = { reserved: 0, shipped: 0, invoiced: 0, cancelled: 0, returned: 0, returning: 0 };
    const fresh = { ...counts, reservations: [], waiting: false };
    return {
      lineId: String(index + 1),
      sku: line.sku,
      name: product.name,
      quantity: line.quantity,
      ...prices,
      overrideReason: line.overrideReason,
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
