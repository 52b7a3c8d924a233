import { ink, left, type Paper, printedWidth, type Style } from './paper.ts';

/** One column: its head, and how its cells read. The first column without `figures` takes the width that is left. */
export interface Column {
  head: string;
  /** Figures stand on the right and never wrap. */
  figures?: boolean;
}

export interface Cell {
  text: string;
  /** A second, smaller line below. */
  below?: string;
}

const gap = 12;
const headStyle: Style = { size: 7.5, weight: 'semibold', color: ink.soft };
const cellStyle: Style = { size: 9 };
const belowStyle: Style = { size: 7.5, color: ink.soft };
const rowPadding = 5;

interface Place {
  x: number;
  width: number;
}

/** Figures take what their widest cell needs; what is left goes to the words. */
const placesOf = (
  paper: Paper,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
): Place[] => {
  const needs = columns.map(({ head, figures }, at) =>
    figures
      ? Math.max(paper.widthOf(head, headStyle), ...rows.map((row) => paper.widthOf(row[at]?.text ?? '', cellStyle))) +
        0.5
      : 0,
  );
  const words = columns.filter(({ figures }) => !figures).length;
  const taken = needs.reduce((sum, need) => sum + need, 0) + gap * (columns.length - 1);
  const share = (width - taken) / words;
  let x = left;
  return needs.map((need, at) => {
    const place = { x, width: columns[at]?.figures ? need : share };
    x += place.width + gap;
    return place;
  });
};

/**
 * A table whose columns are placed by hand: rows wrap, a row is never torn apart by the end of a page, and the head is
 * repeated on every page. (pdfkit's own table needs a third of a second for what takes milliseconds here.)
 */
export const drawTable = (
  paper: Paper,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width = printedWidth,
): void => {
  const places = placesOf(paper, columns, rows, width);
  const to = left + width;
  const styleAt = (at: number, style: Style): Style => ({ ...style, align: columns[at]?.figures ? 'right' : 'left' });
  const drawHead = (): void => {
    const heights = columns.map(({ head }, at) => {
      const place = places[at];
      return place ? paper.write(head, { ...place, y: paper.y }, styleAt(at, headStyle)) : 0;
    });
    paper.y += Math.max(...heights) + 4;
    paper.rule(paper.y, { color: ink.soft, to });
  };
  const heightOf = (row: readonly Cell[]): number =>
    Math.max(
      ...row.map(({ text, below }, at) => {
        const cellWidth = places[at]?.width ?? 0;
        return paper.heightOf(text, cellWidth, cellStyle) + (below ? paper.heightOf(below, cellWidth, belowStyle) : 0);
      }),
    );
  const drawRow = (row: readonly Cell[], height: number): void => {
    for (const [at, { text, below }] of row.entries()) {
      const place = places[at];
      if (!place) continue;
      const y = paper.y + rowPadding;
      const used = paper.write(text, { ...place, y }, styleAt(at, cellStyle));
      if (below) paper.write(below, { ...place, y: y + used }, styleAt(at, belowStyle));
    }
    paper.y += height + 2 * rowPadding;
    paper.rule(paper.y, { to });
  };
  paper.ensureRoom(60);
  drawHead();
  for (const row of rows) {
    const height = heightOf(row);
    if (paper.ensureRoom(height + 2 * rowPadding)) drawHead();
    drawRow(row, height);
  }
};
