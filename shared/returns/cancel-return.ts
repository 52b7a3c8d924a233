import type { Call } from '../call.ts';
import { sumOf } from '../money/money.ts';
import { loadOrder, saveOrder } from '../orders/order-store.ts';
import { deciding, Work } from '../table/work.ts';
import type { Return, StoredReturn } from './return.ts';
import { loadReturn, requireMove, returnFacts, returnSubject, saveReturn } from './return-store.ts';

/**
 * Gives up what a return announces and has not come: before anything came the return is cancelled, afterwards it ends with
 * what came. 409 `wrong_status` when there is nothing left to give up.
 */
export const cancelReturn = (id: string, call: Call): Promise<Return> =>
  deciding(async () => {
    const before = await loadReturn(id, call);
    const status = before.status === 'receiving' ? 'received' : 'cancelled';
    requireMove(before, status);
    const missing = new Map(before.lines.map((line) => [line.lineId, line.quantity - line.received]));
    const lines = before.lines.map((line) => (status === 'cancelled' ? line : { ...line, quantity: line.received }));
    const draft: StoredReturn = { ...before, status, lines };
    const work = new Work(call);
    work.raise(returnSubject(draft), 'return.cancelled', returnFacts(draft, sumOf([...missing.values()])));
    const order = await loadOrder(before.orderId, call);
    const after = order.lines.map((line) => ({ ...line, returning: line.returning - (missing.get(line.lineId) ?? 0) }));
    saveOrder(work, { before: order, draft: { header: order.header, lines: after }, call });
    const answer = saveReturn(work, before, draft, call);
    work.answer(200, answer);
    await work.commit();
    return answer;
  });
