import { ink, left, type Paper, printedWidth, type Style } from './paper.ts';

/** One column: its head, and how its cells read. */
export interface Column {
  head: string;
  /** Figures stand on the right and never wrap; the other columns share the width they leave. */
  figures?: boolean;
}

export interface Cell {
  text: string;
  /** A second, smaller line below. */
  below?: string;
}

type Row = readonly Cell[];

interface Place {
  x: number;
  width: number;
  align: 'left' | 'right';
}

const gap = 12;
const rowPadding = 5;
const headStyle: Style = { size: 7.5, weight: 'semibold', color: ink.soft };
const cellStyle: Style = { size: 9 };
const belowStyle: Style = { size: 7.5, color: ink.soft };
/** The head and one row of a few lines: less than this at the foot of a page is left empty. */
const leastRoom = 60;

const widthOfFigures = (paper: Paper, head: string, texts: readonly string[]): number =>
  // Half a point more than measured: rounding must not wrap a figure.
  Math.max(paper.widthOf(head, headStyle), ...texts.map((text) => paper.widthOf(text, cellStyle))) + 0.5;

const placesOf = (paper: Paper, columns: readonly Column[], rows: readonly Row[]): Place[] => {
  const needs = columns.map(({ head, figures }, at) =>
    figures
      ? widthOfFigures(
          paper,
          head,
          rows.map((row) => row[at]?.text ?? ''),
        )
      : undefined,
  );
  const taken = needs.reduce<number>((sum, need) => sum + (need ?? 0), gap * (columns.length - 1));
  const share = (printedWidth - taken) / needs.filter((need) => need === undefined).length;
  let x = left;
  return needs.map((need) => {
    const place: Place = { x, width: need ?? share, align: need === undefined ? 'left' : 'right' };
    x += place.width + gap;
    return place;
  });
};

const heightOfCell = (paper: Paper, { text, below }: Cell, { width }: Place): number =>
  paper.heightOf(text, width, cellStyle) + (below ? paper.heightOf(below, width, belowStyle) : 0);

const drawCell = (paper: Paper, { text, below }: Cell, place: Place): void => {
  const { align } = place;
  const y = paper.y + rowPadding;
  const used = paper.write(text, { ...place, y }, { ...cellStyle, align });
  if (below) paper.write(below, { ...place, y: y + used }, { ...belowStyle, align });
};

const drawHead = (paper: Paper, columns: readonly Column[], places: readonly Place[]): void => {
  const heights = places.map((place, at) =>
    paper.write(columns[at]?.head ?? '', { ...place, y: paper.y }, { ...headStyle, align: place.align }),
  );
  paper.y += Math.max(...heights) + 4;
  paper.rule(paper.y, { color: ink.soft });
};

/**
 * A table whose columns are placed by hand: rows wrap, a row is never torn apart by the end of a page, and the head is
 * repeated on every page. (pdfkit's own table needs a third of a second for what takes milliseconds here.)
 */
export const drawTable = (paper: Paper, columns: readonly Column[], rows: readonly Row[]): void => {
  const places = placesOf(paper, columns, rows);
  const none: Cell = { text: '' };
  paper.ensureRoom(leastRoom);
  drawHead(paper, columns, places);
  for (const row of rows) {
    const height = Math.max(...places.map((place, at) => heightOfCell(paper, row[at] ?? none, place))) + 2 * rowPadding;
    if (paper.ensureRoom(height)) drawHead(paper, columns, places);
    for (const [at, place] of places.entries()) drawCell(paper, row[at] ?? none, place);
    paper.y += height;
    paper.rule(paper.y);
  }
};
