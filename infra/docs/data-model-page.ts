import { indexKeys, keys, tableIndexes, tableKeys } from '../../shared/table/table-map.ts';

type Examples = { [K in keyof typeof keys]: { example: Parameters<(typeof keys)[K]>; holds: string } };

/** An example of every key. The type makes a new key without a line here a compile error. */
const examples: Examples = {
  product: { example: ['<sku>'], holds: 'A product of the catalogue' },
  priceList: { example: ['<code>'], holds: 'A price list: for whom and when it holds' },
  pricesFor: { example: ['group#<group>', '<code>'], holds: 'The prices of an active list, by whom they are for' },
  retiredPrices: { example: ['<code>'], holds: 'The prices of a list that is not active' },
  customer: { example: ['<cus>'], holds: 'The profile of a customer, with the counter of its events' },
  credit: { example: ['<cus>'], holds: 'Limit, hold and live exposure' },
  settledInvoice: { example: ['<cus>', '2026-11-23', '<inv>'], holds: 'How the customer paid a settled invoice' },
  creditScore: { example: ['<cus>'], holds: 'The credit score of the customer' },
  creditScoreEntry: { example: ['<cus>', 1], holds: 'A score there was, and why' },
  scoreAverage: { example: [0], holds: 'A part of what the scores of all customers add up to' },
  customerName: { example: ['<start>', '<cus>'], holds: 'A name from one of its words on, folded: what ?q= reads' },
  warehouse: { example: ['<code>'], holds: 'A warehouse' },
  stock: { example: ['<sku>', '<warehouse>'], holds: 'Pieces on hand, reserved and available' },
  waiting: { example: ['<sku>', '<placedAt>', '<ord>'], holds: 'An order waiting for the sku, oldest first' },
  order: { example: ['<ord>'], holds: 'The header of an order: status, totals, credit decision, counts' },
  orderLines: { example: ['<ord>', 0], holds: 'Twenty of its lines' },
  waitToken: { example: ['<ord>'], holds: 'The task token of the execution that waits for the order' },
  fulfillment: { example: ['<ful>'], holds: 'A pick list' },
  shipment: { example: ['<shp>'], holds: 'A shipment' },
  invoice: { example: ['<inv>'], holds: 'An issued invoice and what was paid on it' },
  invoiceOfShipment: { example: ['<shp>'], holds: 'That the shipment has its invoice' },
  series: { example: ['FA-2026'], holds: 'The last number and hash of a series of invoices or credit notes' },
  register: { example: ['FA-2026', 1], holds: 'An entry of the hash-chained invoice register' },
  return: { example: ['<ret>'], holds: 'A return: what is announced, what came, what was credited' },
  creditNote: { example: ['<crn>'], holds: 'An issued credit note, what it settled and what was refunded of it' },
  payment: { example: ['<pay>'], holds: 'A payment and its allocations' },
  journal: { example: ['<jrn>'], holds: 'A journal of the receivables ledger' },
  balance: { example: ['2026-11-23', '<account>'], holds: 'Debits and credits of an account on a day or in a month' },
  event: { example: ['order#<ord>', 1], holds: 'An event, under its subject: the timeline and the audit trail' },
  counter: { example: ['order'], holds: 'A counter that may have gaps' },
  repeat: { example: ['<client>', '<key>'], holds: 'The first answer to an Idempotency-Key; expires' },
  bucket: { example: ['<list>', '2026-11'], holds: 'That a list has entries in this month or hour' },
  cursorKey: { example: [], holds: 'The secret that cursors of lists are sealed with' },
  upload: { example: ['<upl>'], holds: 'That a client was promised a place for a file; expires' },
  import: { example: ['<imp>'], holds: 'An import: its file, how far it is, its counts' },
  importRows: { example: ['<imp>', 'all', 50], holds: 'What became of some of its rows' },
  mail: { example: ['<about>', '<mail>'], holds: 'That a mail is being sent or was' },
};

const rowOf = (name: keyof typeof keys): string => {
  const { example, holds } = examples[name];
  const make: (...args: never[]) => { pk: string; sk: string } = keys[name];
  const { pk, sk }: { pk: string; sk: string } = Reflect.apply(make, undefined, example);
  return `| ${name} | \`${pk}\` | \`${sk.replace('\u0000', '\\0')}\` | ${holds} |`;
};

const isKey = (name: string): name is keyof typeof keys => name in keys;

/** docs/data-model.md: the one table, its keys and its indexes. */
export const dataModelPage = (): string => `# Data model

Generated from shared/table/table-map.ts by \`npm run docs\`; do not edit.

One table. Partition key \`${tableKeys.pk}\`, sort key \`${tableKeys.sk}\`, time to live \`${tableKeys.timeToLive}\`. An entity and its events
share a partition, so that one query reads a thing with its story.

## Items

| item | partition key | sort key | holds |
|---|---|---|---|
${Object.keys(keys).filter(isKey).map(rowOf).join('\n')}

## Indexes

Sparse: an item is in an index only while it carries both of its key attributes.

| index | keys | projection | question it answers |
|---|---|---|---|
${tableIndexes
  .map(({ name, projection, question }) => {
    const { pk, sk } = indexKeys(name);
    return `| ${name} | \`${pk}\`, \`${sk}\` | ${projection} | ${question} |`;
  })
  .join('\n')}
`;
