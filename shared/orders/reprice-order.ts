import type { Call } from '../call.ts';
import { lineNet } from '../money/money.ts';
import { taxPerLine, treatTax } from '../tax/assess-tax.ts';
import type { StoredLine } from './order.ts';

interface Destination {
  country: string;
  buyerTaxId?: string;
  call: Call;
}

/** The lines at their own prices and present quantities, taxed anew for where they go and who buys. */
export const repriceLines = (
  lines: readonly StoredLine[],
  { country, buyerTaxId, call }: Destination,
): StoredLine[] => {
  const priced = lines.map((line) => ({
    line,
    net: lineNet(line.unitPrice, line.quantity, line.discountPercent),
    treatment: treatTax({
      sellerCountry: call.tenant.address.country,
      destinationCountry: country,
      buyerTaxId,
      category: line.taxCategory,
      kind: line.kind,
    }),
  }));
  const taxes = taxPerLine(priced);
  return priced.map(({ line, net, treatment }, index) => {
    const tax = taxes[index] ?? 0;
    const { code: taxCode, rate: taxRate, reason: taxReason } = treatment;
    return { ...line, net, tax, gross: net + tax, taxCode, taxRate, taxReason };
  });
};
