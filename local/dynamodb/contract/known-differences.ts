import type { EngineName } from './contract-case.ts';

/** A case an engine does not meet, and why that is left so. `differs` says what it does instead. */
export interface KnownDifference {
  engine: EngineName;
  case: string;
  differs: string;
  reason: string;
}

/** All there are. A case that differs and is not here fails; so does one that is here and does not differ. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    engine: 'DynamoDB Local',
    case: 'single-8',
    differs: 'It reports the consumed capacity of deleting what is not there though nobody asked.',
    reason: 'AWS reports capacity only when ReturnConsumedCapacity asks for it (API reference, DeleteItem).',
  },
  {
    engine: 'DynamoDB Local',
    case: 'transaction-7',
    differs: 'It refuses the whole call with a ValidationException.',
    reason:
      'AWS cancels the transaction with the reason ValidationError for the item: the API reference of ' +
      'TransactWriteItems lists "An operand in the update expression has an incorrect data type" among the reasons.',
  },
  {
    engine: 'DynamoDB Local',
    case: 'limit-6',
    differs: 'It lets an update give an index key another type than the index defines.',
    reason: 'AWS refuses it: "Type mismatch for Index Key" (API reference, TransactWriteItems, cancellation reasons).',
  },
  {
    engine: 'DynamoDB Local',
    case: 'capacity-5',
    differs: 'It counts up to four units per KB for a transaction, and other numbers for one item than for two.',
    reason:
      'AWS takes two write units per KB in a transaction (developer guide, "Capacity management for transactions").',
  },
];
