import { TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { services } from '../../../local/embedded.ts';
import { documentClient } from '../../../shared/aws/clients.ts';
import { createCustomer } from '../../../shared/customers/create-customer.ts';
import { changeCustomer } from '../../../shared/customers/change-customer.ts';
import { findCustomer } from '../../../shared/customers/customer-store.ts';
import { setCredit } from '../../../shared/credit/set-credit.ts';
import { keys } from '../../../shared/table/table-map.ts';
import { queryAllRows } from '../../../shared/table/table.ts';
import { address } from '../../make/business.ts';
import { startTable, type TableOnly } from '../../make/table.ts';

let table: TableOnly;
beforeAll(async () => {
  table = await startTable();
  // By the SDK's own way, where its middleware can lose answers.
  const { service } = table.engine;
  services['dynamodb'] = (request) => service(request);
});
afterAll(() => table.stop());
afterEach(() => {
  documentClient().middlewareStack.remove('unknown outcome');
});

const Sent = z.object({ ClientRequestToken: z.string() });

/** Client tokens of the transactions sent since. */
let tokens: string[] = [];

/** From now on the next transactions are carried out, but their callers are told that they are still under way. */
const loseAnswers = (times: number): void => {
  tokens = [];
  documentClient().middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'TransactWriteItemsCommand') return next(args);
        tokens.push(Sent.parse(args.input).ClientRequestToken);
        const answer = await next(args);
        if (tokens.length > times) return answer;
        throw new TransactionInProgressException({ message: 'In progress', $metadata: {} });
      },
    { step: 'initialize', name: 'unknown outcome' },
  );
};

const newCustomer = async (): Promise<string> => {
  const customer = { name: 'Ana', email: 'ana@pena.example', language: 'es', billingAddress: address } as const;
  return (await createCustomer(customer, table.call())).id;
};
const eventsOf = async (id: string): Promise<unknown[]> =>
  (await queryAllRows({ pk: keys.customer(id).pk, prefix: 'event#' })).map((event) => event['type']);

describe('a transaction of which nobody knows whether it was carried out', () => {
  it('is asked for again under its own token, so that the verb does not decide again on its own effect', async () => {
    const id = await newCustomer();
    loseAnswers(3);
    const changed = await changeCustomer(id, { name: 'Ana María' }, 1, table.call());
    expect(changed).toMatchObject({ name: 'Ana María', version: 2 });
    expect(await findCustomer(id, table.call())).toMatchObject({ version: 2 });
    expect(await eventsOf(id)).toEqual(['customer.created', 'customer.updated']);
    expect(tokens).toHaveLength(4);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toMatch(/^.{1,36}$/);
  });

  it('gets a token of its own after it was refused for certain', async () => {
    const id = await newCustomer();
    loseAnswers(0);
    await Promise.all([100, 200, 300].map((limit) => setCredit(id, { limit }, undefined, table.call())));
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(tokens.length).toBeGreaterThanOrEqual(3);
    expect(await eventsOf(id)).toHaveLength(4);
  });

  it('is given up before the feed of events would have shown its hour', async () => {
    const id = await newCustomer();
    loseAnswers(1000);
    await expect(changeCustomer(id, { name: 'Ana María' }, undefined, table.call())).rejects.toMatchObject({
      code: 'table_busy',
    });
    expect(new Set(tokens).size).toBe(1);
    expect(await eventsOf(id)).toEqual(['customer.created', 'customer.updated']);
  }, 20_000);
});
