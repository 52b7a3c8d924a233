import { logger } from './logger.ts';

/** What is said of one that failed, and under which field its name stands. */
export interface Failure {
  message: string;
  field: 'id' | 'orderId' | 'invoiceId' | 'customerId';
}

/**
 * Does it for each, one after the other; one that fails is logged and does not keep the others waiting. Answers how many
 * failed, for the caller to fail by at its end.
 */
export const eachByItself = async (
  names: readonly string[],
  { message, field }: Failure,
  work: (name: string) => Promise<void>,
): Promise<number> => {
  let failed = 0;
  for (const name of names) {
    try {
      await work(name);
    } catch (error) {
      failed += 1;
      logger.error(message, { [field]: name, error: error instanceof Error ? error : String(error) });
    }
  }
  return failed;
};
