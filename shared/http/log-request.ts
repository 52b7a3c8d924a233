import { machineMs } from '../clock.ts';
import { inLog, type Invocation, logger, noteInLog } from '../logger.ts';

const orderForm = /^ord_[0-9A-HJKMNP-TV-Z]{26}$/;

/** The order a path or an answer is about, where it names one. */
const orderIdIn = (given: unknown): string | undefined => {
  if (given === null || typeof given !== 'object') return undefined;
  for (const id of ['orderId' in given && given.orderId, 'id' in given && given.id]) {
    if (typeof id === 'string' && orderForm.test(id)) return id;
  }
  return undefined;
};

/** Further lines of this request name the order that these parameters or this answer are about. */
export const noteOrder = (given: unknown): void => {
  const orderId = orderIdIn(given);
  if (orderId !== undefined) noteInLog({ orderId });
};

interface Asked {
  invocation: Invocation;
  /** X-Request-Id, given or made. */
  requestId: string;
  /** The gateway's own id, which its access log carries. */
  gatewayId: string;
  client: string;
}

/**
 * One line per request: route, status, client, milliseconds. Not the address as it was asked for, no query string and no
 * body: they name people.
 */
export const logRequest = <T extends { statusCode?: number }>(
  { invocation, requestId, gatewayId, client }: Asked,
  run: () => Promise<T>,
): Promise<T> => {
  const own = gatewayId === requestId ? {} : { gatewayId };
  const fields = { requestId, correlationId: requestId, invocationId: invocation.awsRequestId, ...own, client };
  return inLog({ invocation, fields }, async () => {
    const started = machineMs();
    const result = await run();
    logger.info('request', { status: result.statusCode, ms: Math.round(machineMs() - started) });
    return result;
  });
};
