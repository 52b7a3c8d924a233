import { formatCount, inline } from '../documents/for-people.ts';
import { type Cell, type Column, drawTable } from '../documents/paper-table.ts';
import type { InvoiceLine } from './invoice.ts';
import type { InvoicePaper } from './invoice-paper.ts';

interface LineColumn extends Column {
  cell: (line: InvoiceLine) => Cell;
}

const columnsOf = ({ invoice, language, words, taxName, amount, percent }: InvoicePaper): LineColumn[] => {
  const discount: LineColumn = {
    head: words.discount,
    figures: true,
    cell: ({ discountPercent }) => ({ text: discountPercent === 0 ? '' : percent(discountPercent) }),
  };
  return [
    { head: '#', figures: true, cell: ({ line }) => ({ text: String(line) }) },
    { head: words.description, cell: ({ description, sku }) => ({ text: inline(description), below: sku }) },
    { head: words.quantity, figures: true, cell: ({ quantity }) => ({ text: formatCount(quantity, language) }) },
    { head: words.unitPrice, figures: true, cell: ({ unitPrice }) => ({ text: amount(unitPrice) }) },
    // A column nobody needs is noise.
    ...(invoice.lines.some(({ discountPercent }) => discountPercent !== 0) ? [discount] : []),
    { head: taxName, figures: true, cell: ({ taxRate }) => ({ text: percent(taxRate) }) },
    { head: words.net(invoice.currency), figures: true, cell: ({ net }) => ({ text: amount(net) }) },
  ];
};

/** The lines, over as many pages as they need. */
export const drawLines = (on: InvoicePaper): void => {
  const columns = columnsOf(on);
  const rows = on.invoice.lines.map((line) => columns.map(({ cell }) => cell(line)));
  drawTable(on.paper, columns, rows);
};
