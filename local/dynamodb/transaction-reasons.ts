import { DynamoFault } from './dynamo-fault.ts';

/** Why an item stands in the way of its transaction. */
export interface Reason {
  Code: 'None' | 'ConditionalCheckFailed' | 'TransactionConflict' | 'ValidationError';
  Message?: string;
  Item?: unknown;
}

export const none: Reason = { Code: 'None' };
export const conflictReason: Reason = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' };

/** TransactionCanceledException, a reason for each item in their order. */
export const cancelled = (reasons: readonly Reason[]): DynamoFault =>
  new DynamoFault(
    'TransactionCanceledException',
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      `[${reasons.map((reason) => reason.Code).join(', ')}]`,
    { CancellationReasons: reasons },
  );
