import { Forbidden } from '../../shared/errors.ts';
import {
  type Asked,
  customerAsked,
  inOrder,
  listPage,
  monthStretches,
  onePartition,
  slicePageById,
} from '../../shared/http/list.ts';
import { grants } from '../../shared/http/scopes.ts';
import { serve } from '../../shared/http/serve.ts';
import { mayOverride } from '../../shared/orders/overrides.ts';
import { findOrder } from '../../shared/orders/order-store.ts';
import { cancelReturn } from '../../shared/returns/cancel-return.ts';
import { exchangeReturn } from '../../shared/returns/exchange-return.ts';
import { receiveReturn } from '../../shared/returns/receive-return.ts';
import { type ReceiveInput, Return, type StoredReturn } from '../../shared/returns/return.ts';
import { findReturns, loadReturn, returnPartition } from '../../shared/returns/return-store.ts';
import { returnRoutes } from './routes.ts';

const present = (one: StoredReturn): Return => Return.parse(one);

/** The warehouse takes goods in; money goes out by whoever may send it. */
const requireRefundScope = ({ settlement }: ReceiveInput, scopes: readonly string[]): void => {
  if (settlement === 'refund' && !grants(scopes, 'payments.write'))
    throw new Forbidden('missing_scope', 'To refund at once needs a token with the scope cobro/payments.write.');
};

export const handler = serve(returnRoutes, {
  listReturns: async ({ query: { limit, cursor, ...filter }, call }) => {
    const asked: Asked = { list: 'returns', filter, page: { limit, cursor }, call };
    const { orderId, status } = filter;
    const customerId = customerAsked(call, filter.customerId);
    const accepts = (one: StoredReturn): boolean =>
      (status === undefined || one.status === status) && (customerId === undefined || one.customerId === customerId);
    if (orderId !== undefined) {
      const order = await findOrder(orderId, call);
      const returns = await findReturns(order?.header.returnIds ?? [], call);
      return { body: await slicePageById(returns.filter(accepts).map(present), asked) };
    }
    const partition = customerId === null ? undefined : returnPartition({ customerId, status });
    const page = await listPage<Return>({
      ...asked,
      stretches: partition ? () => onePartition(partition) : customerId === null ? () => [] : monthStretches('return'),
      load: async (ids) => inOrder(ids, await findReturns(ids, call), { accepts, present }),
    });
    return { body: page };
  },
  getReturn: async ({ params, call }) => ({ body: await loadReturn(params['id'] ?? '', call) }),
  receiveReturn: async ({ params, body, scopes, call }) => {
    requireRefundScope(body, scopes);
    return { body: await receiveReturn(params['id'] ?? '', body, call) };
  },
  cancelReturn: async ({ params, call }) => ({ body: await cancelReturn(params['id'] ?? '', call) }),
  exchangeReturn: async ({ params, body, scopes, call }) => ({
    body: await exchangeReturn(params['id'] ?? '', body, mayOverride(scopes, call), call),
  }),
});
