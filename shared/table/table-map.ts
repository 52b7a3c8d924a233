/**
 * Every index of the one table. The CDK table, the embedded table and docs/data-model.md are made from this list, so
 * an index is declared once. All are sparse: an item without the two attributes is not in the index.
 * Key attributes of an index `x` are `xPk` and `xSk`, both strings. KEYS_ONLY unless said: a change of an item that
 * leaves its index keys alone then costs the index nothing, and a page is read with one BatchGetItem.
 */
export const tableIndexes = [
  { name: 'list', projection: 'KEYS_ONLY', question: 'Which orders, invoices, ... exist, newest first (by month)?' },
  { name: 'owner', projection: 'KEYS_ONLY', question: 'What belongs to this customer or warehouse, newest first?' },
  { name: 'status', projection: 'KEYS_ONLY', question: 'Which orders or invoices have this status?' },
  {
    name: 'ownerStatus',
    projection: 'KEYS_ONLY',
    question: 'Which things of this customer or warehouse have this status?',
  },
  { name: 'dueDate', projection: 'KEYS_ONLY', question: 'Which invoices, settled or not, fall due before a day?' },
  { name: 'ownerDueDate', projection: 'KEYS_ONLY', question: 'Which invoices of this customer fall due before a day?' },
  { name: 'lookup', projection: 'KEYS_ONLY', question: 'Which item has this natural key (an email, a sku)?' },
  { name: 'due', projection: 'KEYS_ONLY', question: 'What falls due until this day, or was left unfinished?' },
  { name: 'feed', projection: 'ALL', question: 'Which events happened in this hour?' },
  // CloudFormation adds one index per update, so spares exist from day one; an unused sparse index costs nothing.
  { name: 'gsi1', projection: 'KEYS_ONLY', question: '(spare)' },
  { name: 'gsi2', projection: 'KEYS_ONLY', question: '(spare)' },
  { name: 'gsi3', projection: 'KEYS_ONLY', question: '(spare)' },
  { name: 'gsi4', projection: 'KEYS_ONLY', question: '(spare)' },
  { name: 'gsi5', projection: 'ALL', question: '(spare)' },
] as const satisfies { name: string; projection: 'KEYS_ONLY' | 'ALL'; question: string }[];

export type IndexName = (typeof tableIndexes)[number]['name'];

/** Key attribute names of an index. */
export const indexKeys = (name: IndexName): { pk: string; sk: string } => ({ pk: `${name}Pk`, sk: `${name}Sk` });

/** The primary key attributes, and the attribute (epoch seconds) after which DynamoDB may delete an item. */
export const tableKeys = { pk: 'pk', sk: 'sk', timeToLive: 'expiresAt' } as const;

/** `kind` of an item: stream mappings filter on it. */
export const itemKinds = { event: 'event', journal: 'journal' } as const;

export interface Key {
  pk: string;
  sk: string;
}

/** Functions that only read may still write here: whoever first needs the key makes it. */
export const cursorKeyPartition = 'cursor-key';

const pad = (n: number, width: number): string => n.toString().padStart(width, '0');
const month = (instant: string): string => instant.slice(0, 7);

/** Every primary key. An entity and its events share a partition: the events under it are its audit trail. */
export const keys = {
  product: (sku: string): Key => ({ pk: `product#${sku}`, sk: 'product' }),
  /** A price list without its prices, under its code. */
  priceList: (code: string): Key => ({ pk: `price-list#${code}`, sk: 'list' }),
  /** The prices of an active list, with those of the other lists for the same customer or group. */
  pricesFor: (audience: string, code: string): Key => ({ pk: `prices-for#${audience}`, sk: code }),
  /** Those of a list that no longer holds: nobody who orders comes by. */
  retiredPrices: (code: string): Key => ({ pk: `price-list#${code}`, sk: 'prices' }),
  customer: (id: string): Key => ({ pk: `customer#${id}`, sk: 'customer' }),
  /** Limit, hold and live exposure, apart from the profile so that orders do not contend with address changes. */
  credit: (customerId: string): Key => ({ pk: `customer#${customerId}`, sk: 'credit' }),
  /** How a customer paid an invoice that is settled; by due date, so that the newest are the last. */
  settledInvoice: (customerId: string, dueDate: string, invoiceId: string): Key => ({
    pk: `customer#${customerId}`,
    sk: `settled#${dueDate}#${invoiceId}`,
  }),
  /** The score as it is now, and each one there was. */
  creditScore: (customerId: string): Key => ({ pk: `customer#${customerId}`, sk: 'credit-score' }),
  creditScoreEntry: (customerId: string, number: number): Key => ({
    pk: `customer#${customerId}`,
    sk: `credit-score#${pad(number, 9)}`,
  }),
  /** What the scores of a tenant's customers add up to, in shards: added to in the transaction of each score. */
  scoreAverage: (shard: number): Key => ({ pk: 'credit-average', sk: pad(shard, 2) }),
  /** Every word a customer's name can be found by, in order: see shared/customers/name-search.ts. */
  customerName: (start: string, customerId: string): Key => ({
    pk: 'customer-names',
    sk: `${start}\u0000${customerId}`,
  }),
  warehouse: (code: string): Key => ({ pk: 'warehouses', sk: code }),
  stock: (sku: string, warehouse: string): Key => ({ pk: `stock#${sku}@${warehouse}`, sk: 'stock' }),
  /** Orders waiting for a sku, oldest first. */
  waiting: (sku: string, placedAt: string, orderId: string): Key => ({
    pk: `waiting#${sku}`,
    sk: `${placedAt}#${orderId}`,
  }),
  order: (id: string): Key => ({ pk: `order#${id}`, sk: 'order' }),
  /** Lines beside the header, 20 to an item, so that a status change does not rewrite them. */
  orderLines: (id: string, chunk: number): Key => ({ pk: `order#${id}`, sk: `order#lines#${pad(chunk, 3)}` }),
  /** The token of the order's waiting execution, apart from the header: both are written without knowing the other. */
  waitToken: (orderId: string): Key => ({ pk: `order#${orderId}`, sk: 'wait-token' }),
  fulfillment: (id: string): Key => ({ pk: `fulfillment#${id}`, sk: 'fulfillment' }),
  shipment: (id: string): Key => ({ pk: `shipment#${id}`, sk: 'shipment' }),
  invoice: (id: string): Key => ({ pk: `invoice#${id}`, sk: 'invoice' }),
  /** One invoice per shipment, whoever asks and however often. */
  invoiceOfShipment: (shipmentId: string): Key => ({ pk: `shipment#${shipmentId}`, sk: 'invoice-of' }),
  /** The one serial point: the last number and hash of a series. */
  series: (series: string): Key => ({ pk: `series#${series}`, sk: 'series' }),
  /** The chain of a series in order; also the way from a number to its invoice. */
  register: (series: string, counter: number): Key => ({ pk: `register#${series}`, sk: pad(counter, 9) }),
  return: (id: string): Key => ({ pk: `return#${id}`, sk: 'return' }),
  creditNote: (id: string): Key => ({ pk: `credit-note#${id}`, sk: 'credit-note' }),
  payment: (id: string): Key => ({ pk: `payment#${id}`, sk: 'payment' }),
  journal: (id: string): Key => ({ pk: `journal#${id}`, sk: 'journal' }),
  /** Projected balances: one item per account and day, and per account and month. */
  balance: (period: string, account: string): Key => ({
    pk: 'ledger',
    sk: `${period.length === 7 ? 'month' : 'day'}#${period}#${account}`,
  }),
  event: (subjectPk: string, sequence: number): Key => ({ pk: subjectPk, sk: `event#${pad(sequence, 9)}` }),
  counter: (name: string): Key => ({ pk: `counter#${name}`, sk: 'counter' }),
  /** The first answer to an Idempotency-Key of a client. */
  repeat: (client: string, key: string): Key => ({ pk: `repeat#${client}#${key}`, sk: 'repeat' }),
  /** Which hours have events, which months have orders: so that a reader never probes empty ones. */
  bucket: (directory: string, bucket: string): Key => ({ pk: `buckets#${directory}`, sk: bucket }),
  /** The tenant's secret that cursors are sealed with. */
  cursorKey: (): Key => ({ pk: cursorKeyPartition, sk: 'cursor-key' }),
  /** A file that a client was promised a place for. */
  upload: (uploadId: string): Key => ({ pk: `upload#${uploadId}`, sk: 'upload' }),
  import: (id: string): Key => ({ pk: `import#${id}`, sk: 'import' }),
  /** What became of some rows of an import, up to this one; those that were refused once more, apart. */
  importRows: (id: string, part: 'all' | 'refused', lastRow: number): Key => ({
    pk: `import#${id}`,
    sk: `rows#${part}#${pad(lastRow, 9)}`,
  }),
  /** A mail that was or is being sent, by its natural key. */
  mail: (about: string, mail: string): Key => ({ pk: `mail#${about}`, sk: mail }),
} as const;

/** Values of the index keys. An item carries those that answer a question about it, and no others. */
export const indexed = {
  list: (kind: string, id: string, at?: string) => ({
    listPk: at === undefined ? kind : `${kind}#${month(at)}`,
    listSk: id,
  }),
  owner: (owner: string, kind: string, id: string) => ({ ownerPk: `${owner}#${kind}`, ownerSk: id }),
  /** `place` orders within the status: an id, or a due date before it. */
  status: (kind: string, status: string, place: string) => ({ statusPk: `${kind}#${status}`, statusSk: place }),
  ownerStatus: (owner: string, kind: string, status: string, place: string) => ({
    ownerStatusPk: `${owner}#${kind}#${status}`,
    ownerStatusSk: place,
  }),
  dueDate: (owner: string, kind: string, place: string) => ({
    dueDatePk: kind,
    dueDateSk: place,
    ownerDueDatePk: `${owner}#${kind}`,
    ownerDueDateSk: place,
  }),
  lookup: (what: string, id: string) => ({ lookupPk: what, lookupSk: id }),
  /** `on` is a date or an instant: whatever is due until then is found by it. */
  due: (work: string, on: string, id: string) => ({ duePk: work, dueSk: `${on}#${id}` }),
} as const;

/** Hour bucket of an instant, and its shards: writes of one hour spread over this many index partitions. */
export const feedShards = 4;
export const feedHour = (instant: string): string => instant.slice(0, 13);
export const feedPartition = (hour: string, shard: number): string => `feed#${hour}#${shard}`;
export const monthOf = month;
