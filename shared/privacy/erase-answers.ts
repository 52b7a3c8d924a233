import * as z from 'zod';
import type { Call } from '../call.ts';
import {
  answerRow,
  begunStatus,
  keepLargeAnswer,
  keptAnswer,
  parseAnswerRow,
  textOfAnswer,
} from '../table/kept-answer.ts';
import { keys } from '../table/table-map.ts';
import { getRow, putRow, queryAllRows } from '../table/table.ts';
import { Work } from '../table/work.ts';
import { isObject } from '../is-object.ts';
import { erasedAddress, erasedText, type Mask, maskAll } from './pseudonyms.ts';

const AnswerOfEvent = z.object({ answerTo: z.object({ client: z.string(), key: z.string() }).optional() });
const WithCountry = z.object({ country: z.string() });

const addressFields = ['billingAddress', 'shippingAddress', 'address'];
/** What a person may have written or be named by, and whose absence breaks no answer. */
const freeFields = ['phone', 'taxId', 'purchaseOrderNumber', 'note', 'overrideReason', 'payer', 'reference'];

/** An answer without the person: customers, orders, shipments, invoices and payments, wherever they stand in it. Pure. */
export const withoutPerson = (answer: unknown): unknown => {
  if (Array.isArray(answer)) return answer.map(withoutPerson);
  if (!isObject(answer)) return answer;
  const isPerson = 'billingAddress' in answer;
  return Object.fromEntries(
    Object.entries(answer).flatMap(([name, value]): [string, unknown][] => {
      if (freeFields.includes(name)) return [];
      if (name === 'buyer' && isObject(value)) return [[name, { ...erasedParty(value), email: undefined }]];
      if (isPerson && name === 'name') return [[name, erasedText]];
      if (isPerson && name === 'email') return [[name, `${String(answer['id']).toLowerCase()}@erased.invalid`]];
      const place = addressFields.includes(name) ? WithCountry.safeParse(value) : undefined;
      return [[name, place?.success ? erasedAddress(place.data) : withoutPerson(value)]];
    }),
  );
};

const erasedParty = (party: Record<string, unknown>): object => ({
  ...Object.fromEntries(Object.entries(party).map(([name, value]) => [name, withoutPerson(value)])),
  address: erasedAddress(WithCountry.parse(party['address'])),
  name: erasedText,
});

/**
 * The answer kept under one Idempotency-Key, without the person: a repeat of the request still changes nothing. A key
 * that itself names the person (an import by e-mail address) goes.
 */
const eraseAnswer = async (to: { client: string; key: string }, mask: Mask, call: Call): Promise<void> => {
  const key = keys.repeat(to.client, to.key);
  const row = await getRow(key);
  if (!row) return;
  const kept = parseAnswerRow(row, call.at);
  if (!kept || mask(to.key) !== to.key) {
    await new Work(call).delete(key).commit();
    return;
  }
  if (kept.status === begunStatus) return;
  const before = await textOfAnswer(kept);
  const after = JSON.stringify(maskAll(withoutPerson(JSON.parse(before)), mask));
  if (after === before) return;
  const answer = keptAnswer({ ...to, requestHash: kept.requestHash }, kept.status, after);
  await keepLargeAnswer(answer);
  const { expiresAt } = kept;
  await putRow({ ...answerRow({ ...to, requestHash: kept.requestHash }, answer, 0), expiresAt });
};

/** Every answer that was given with a change of these things: the first event of a change says under which key. */
export const eraseAnswers = async (partitions: readonly string[], mask: Mask, call: Call): Promise<void> => {
  for (const pk of partitions) {
    for (const row of await queryAllRows({ pk, prefix: 'event#' })) {
      const { answerTo } = AnswerOfEvent.parse(row);
      if (answerTo) await eraseAnswer(answerTo, mask, call);
    }
  }
};
