import type { Fact, MailContent, MailLines, PieceList } from './mail-content.ts';

const factLines = (facts: readonly Fact[]): string => facts.map(({ label, value }) => `${label}: ${value}`).join('\n');

const orderLines = ({ rows, totals }: MailLines): string =>
  [
    ...rows.map(
      ({ name, sku, quantity, net, price }) =>
        `- ${quantity} x ${name} (${sku}): ${net}${price === undefined ? '' : ` (${price})`}`,
    ),
    '',
    factLines(totals),
  ].join('\n');

const pieceLines = ({ title, rows }: PieceList): string =>
  [title, ...rows.map(({ name, sku, quantity }) => `- ${quantity} x ${name} (${sku})`)].join('\n');

/** The plain text of a mail: for readers without HTML, screen readers and spam filters. */
export const writePlainText = (mail: MailContent): string => {
  const { figure, lines, pieceLists = [], payment } = mail;
  const parts = [
    mail.greeting,
    ...mail.paragraphs,
    figure && `${figure.label}: ${figure.value}${figure.note && ` (${figure.note})`}`,
    factLines(mail.facts),
    lines && orderLines(lines),
    ...pieceLists.map(pieceLines),
    payment && `${payment.title}\n${factLines(payment.facts)}`,
    mail.afterword,
    `${mail.signOff}\n${mail.seller}`,
    `--\n${mail.footer}`,
  ];
  return `${parts.filter((part) => part !== undefined).join('\n\n')}\n`;
};
