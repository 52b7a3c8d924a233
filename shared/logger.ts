import { Logger } from '@aws-lambda-powertools/logger';

/** One JSON line per message: ids, codes and counts, never names, addresses, mails or amounts of a person. */
export const logger = new Logger({ serviceName: 'cobro' });
