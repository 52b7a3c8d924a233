import { type Finding, Unprocessable } from '../errors.ts';
import { badField } from '../http/problem.ts';
import type { InvoiceLine, TaxGroup } from '../invoices/invoice.ts';
import type { CreditedLine, Credits, StoredInvoice } from '../invoices/stored-invoice.ts';
import { cumulativePart, percentOf, split, sumOf } from '../money/money.ts';
import { taxGroups, totalTax } from '../tax/assess-tax.ts';
import type { CreditNoteInput, CreditNoteLine } from './credit-note.ts';

/**
 * What a credit note takes back, and what its invoice has credited with it. Amounts in minor units.
 *
 * Pieces of a line are worth their cumulative share of its net, as on partial invoices: all pieces credited one by one
 * give the line's net to the cent. An amount lowers what is left of every line of its rates; pieces credited afterwards
 * share what is left from there on (`CreditedLine.from`). Tax is what the rate makes of all that is credited of a group,
 * less what was credited before: all credited, it is the invoice's tax to the cent.
 */
export interface CreditPlan {
  lines: CreditNoteLine[];
  taxBreakdown: TaxGroup[];
  totals: { net: number; tax: number; gross: number };
  /** Part of the net that is shipping. */
  shipping: number;
  /** What the invoice's credits are then, but for `discount` and `noteIds`. */
  credits: Pick<Credits, 'lines' | 'groups' | 'gross'>;
}

type Group = Credits['groups'][number];
type Pieces = { line: number; quantity: number };

const keyOf = ({ category, rate }: Pick<TaxGroup, 'category' | 'rate'>): string => `${category} ${rate}`;
const groupOf = (line: InvoiceLine): string => keyOf({ category: line.taxCategory, rate: line.taxRate });

const overCredited = (detail: string, path: string): Unprocessable => {
  const finding: Finding = { path, code: 'over_credited', message: detail };
  return new Unprocessable('over_credited', detail, [finding]);
};

/** Lines that can be credited: not those that deduct what was invoiced in advance. */
export const creditableLines = ({ lines }: StoredInvoice): InvoiceLine[] =>
  lines.filter((line) => line.prepaymentInvoiceId === undefined);

/**
 * What can be credited of an invoice by rate: what it asks for, and what it would have asked for had it not been paid on
 * invoices in advance. That tax is the rate's on all of it, which may differ by a cent from the sum of what was invoiced.
 */
export const creditableGroups = (invoice: StoredInvoice): TaxGroup[] => {
  const lines = creditableLines(invoice);
  if (lines.length === invoice.lines.length) return invoice.taxBreakdown;
  const reasonOf = (line: InvoiceLine): string | undefined =>
    invoice.taxBreakdown.find((group) => keyOf(group) === groupOf(line))?.reason;
  return taxGroups(
    lines.map((line) => ({
      net: line.net,
      treatment: { code: line.taxCategory, rate: line.taxRate, reason: reasonOf(line) },
    })),
  );
};

/** Gross of all that can be credited, credited or not. */
export const creditableGross = (invoice: StoredInvoice): number =>
  sumOf(creditableGroups(invoice).map(({ base, tax }) => base + tax));

/** What was credited of a line by now. */
export const creditedOf = ({ credits }: StoredInvoice, line: number): CreditedLine =>
  credits.lines.find((one) => one.line === line) ?? { line, quantity: 0, net: 0, from: { quantity: 0, net: 0 } };

/** Pieces of a line that can still be credited. */
export const piecesLeft = (invoice: StoredInvoice, line: InvoiceLine): number =>
  line.quantity - creditedOf(invoice, line.line).quantity;

/** Gross that can still be credited. */
export const grossLeft = (invoice: StoredInvoice): number => creditableGross(invoice) - invoice.credits.gross;

/** What is credited of a line after so many more of its pieces. */
const withPieces = (line: InvoiceLine, before: CreditedLine, quantity: number): CreditedLine => {
  const { from } = before;
  const done = before.quantity + quantity;
  const share = cumulativePart(line.net - from.net, done - from.quantity, line.quantity - from.quantity);
  return { ...before, quantity: done, net: from.net + share };
};

/** What is credited of a line after `net` of an amount fell on it. */
const withAmount = (before: CreditedLine, net: number): CreditedLine => {
  const after = { quantity: before.quantity, net: before.net + net };
  return { line: before.line, ...after, from: after };
};

/** Of each rate of the invoice what was credited by now. */
const groupsOf = (invoice: StoredInvoice): Group[] =>
  creditableGroups(invoice).map(({ category, rate }) => {
    const known = invoice.credits.groups.find((one) => one.category === category && one.rate === rate);
    return known ?? { category, rate, base: 0, tax: 0 };
  });

/** Tax of so much more of a group's base. The last of the base brings all that is left of the tax. */
const taxOf = (whole: TaxGroup, before: Group, base: number): number => {
  const left = whole.tax - before.tax;
  if (base === whole.base - before.base) return left;
  return Math.min(left, Math.max(0, percentOf(before.base + base, whole.rate) - before.tax));
};

interface Taken {
  lines: CreditNoteLine[];
  credited: CreditedLine[];
  shipping: number;
  /** Base and tax taken of each group of the invoice, in its order. */
  groups: { base: number; tax: number }[];
}

const planOf = (invoice: StoredInvoice, { lines, credited, shipping, groups }: Taken): CreditPlan => {
  const before = groupsOf(invoice);
  const taken = creditableGroups(invoice).map((group, at) => ({ ...group, ...groups[at] }));
  const touched = new Set(lines.map(groupOf));
  const taxBreakdown = taken.filter((group) => touched.has(keyOf(group)));
  const net = sumOf(lines.map((line) => line.net));
  const tax = totalTax(taxBreakdown);
  const kept = invoice.credits.lines.filter((one) => !credited.some(({ line }) => line === one.line));
  return {
    lines: lines.map((line, at) => ({ ...line, line: at + 1 })),
    taxBreakdown,
    totals: { net, tax, gross: net + tax },
    shipping,
    credits: {
      lines: [...kept, ...credited].toSorted((a, b) => a.line - b.line),
      groups: before.map((group, at) => ({
        ...group,
        base: group.base + (groups[at]?.base ?? 0),
        tax: group.tax + (groups[at]?.tax ?? 0),
      })),
      gross: invoice.credits.gross + net + tax,
    },
  };
};

/** The part of these nets that is shipping; an invoice in advance charges none of its own. */
const shippingIn = ({ type }: StoredInvoice, lines: readonly Pick<InvoiceLine, 'sku' | 'net'>[]): number =>
  type === 'prepayment' ? 0 : sumOf(lines.filter((line) => line.sku === undefined).map((line) => line.net));

/** Credits pieces of lines. 422 `over_credited` beyond those that are left. */
export const planPieces = (invoice: StoredInvoice, wanted: readonly Pieces[]): CreditPlan => {
  const lines: CreditNoteLine[] = [];
  const credited: CreditedLine[] = [];
  for (const [at, { line: number, quantity }] of wanted.entries()) {
    const path = `lines[${at}]`;
    const line = creditableLines(invoice).find((one) => one.line === number);
    if (!line) throw badField(`${path}.line`, 'unknown_line', `The invoice has no line ${number}.`);
    if (credited.some((one) => one.line === number))
      throw badField(`${path}.line`, 'duplicate_line', `Line ${number} is named twice.`);
    const left = piecesLeft(invoice, line);
    if (quantity > left)
      throw overCredited(`Of line ${number} only ${left} pieces are left to credit.`, `${path}.quantity`);
    const before = creditedOf(invoice, number);
    const after = withPieces(line, before, quantity);
    credited.push(after);
    lines.push({ ...line, invoiceLine: number, quantity, net: after.net - before.net });
  }
  const before = groupsOf(invoice);
  const groups = creditableGroups(invoice).map((group, at) => {
    const own = lines.filter((line) => groupOf(line) === keyOf(group));
    const base = sumOf(own.map((line) => line.net));
    const known = before[at];
    return { base, tax: own.length === 0 || !known ? 0 : taxOf(group, known, base) };
  });
  const shipping = shippingIn(invoice, lines);
  return planOf(invoice, { lines, credited, shipping, groups });
};

/** The part of an amount that falls on one rate: on its lines by what is left of each, and one line for people. */
const takeFromGroup = (
  invoice: StoredInvoice,
  whole: TaxGroup,
  { base, description }: { base: number; description: string },
): Pick<Taken, 'lines' | 'credited' | 'shipping'> => {
  const own = creditableLines(invoice).filter((line) => groupOf(line) === keyOf(whole));
  const parts = split(
    base,
    own.map((line) => line.net - creditedOf(invoice, line.line).net),
  );
  const credited = own.map((line, at) => withAmount(creditedOf(invoice, line.line), parts[at] ?? 0));
  const shipping = shippingIn(
    invoice,
    own.map((line, at) => ({ ...line, net: parts[at] ?? 0 })),
  );
  const { category: taxCategory, rate: taxRate } = whole;
  const line = { line: 1, description, quantity: 1, unitPrice: base, discountPercent: 0, taxCategory, taxRate };
  return { lines: [{ ...line, net: base }], credited, shipping };
};

/**
 * Credits a gross amount: split over the rates by what is left of each, and within a rate into base and tax alike. 422
 * `over_credited` beyond what is left.
 */
export const planAmount = (invoice: StoredInvoice, amount: number, description: string): CreditPlan => {
  const left = grossLeft(invoice);
  if (amount > left) throw overCredited(`Only ${left} are left to credit of this invoice.`, 'amount');
  const before = groupsOf(invoice);
  const whole = creditableGroups(invoice);
  const rest = whole.map((group, at) => ({
    base: group.base - (before[at]?.base ?? 0),
    tax: group.tax - (before[at]?.tax ?? 0),
  }));
  const parts = split(
    amount,
    rest.map(({ base, tax }) => base + tax),
  );
  const groups = rest.map(({ base, tax }, at) => {
    const [ofBase = 0, ofTax = 0] = split(parts[at] ?? 0, [base, tax]);
    return { base: ofBase, tax: ofTax };
  });
  const taken = whole
    .map((group, at) => ({ group, part: parts[at] ?? 0, base: groups[at]?.base ?? 0 }))
    .filter(({ part }) => part > 0)
    .map(({ group, base }) => takeFromGroup(invoice, group, { base, description }));
  return planOf(invoice, {
    lines: taken.flatMap((one) => one.lines),
    credited: taken.flatMap((one) => one.credited),
    shipping: sumOf(taken.map((one) => one.shipping)),
    groups,
  });
};

/** Credits all that is left: every piece, which brings every cent. */
const planRest = (invoice: StoredInvoice): CreditPlan =>
  planPieces(
    invoice,
    creditableLines(invoice)
      .map((line) => ({ line: line.line, quantity: piecesLeft(invoice, line) }))
      .filter(({ quantity }) => quantity > 0),
  );

/** What is to be credited. 422 `over_credited`, `nothing_to_credit`. `description` names an amount in words. */
export const planCredit = (
  invoice: StoredInvoice,
  { lines, amount }: Pick<CreditNoteInput, 'lines' | 'amount'>,
  description: string,
): CreditPlan => {
  const byAmount = amount === undefined ? planRest : () => planAmount(invoice, amount, description);
  const plan = lines === undefined ? byAmount(invoice) : planPieces(invoice, lines);
  if (plan.totals.gross > 0) return plan;
  throw new Unprocessable('nothing_to_credit', 'Nothing is left to credit of this, or it cost nothing.');
};
