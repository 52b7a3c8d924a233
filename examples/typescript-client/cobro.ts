import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './cobro-api.d.ts';

/** Lists come as CSV too, on request; this client takes JSON, and the PDF of an invoice. */
type Media = 'application/json' | 'application/pdf' | 'application/problem+json';

/** Any schema of the document by its name: `Schema<'Order'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** A client of one role of Cobro. Its token is good for an hour: keep it, tokens cost money on AWS. */
export const cobroAs = async (origin: string, clientId: string, secret: string): Promise<Client<paths, Media>> => {
  const response = await fetch(`${origin}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (!response.ok) throw new Error(`No token for ${clientId}: ${response.status} ${await response.text()}`);
  const token: { access_token: string } = JSON.parse(await response.text());
  return createClient<paths, Media>({ baseUrl: origin, headers: { authorization: `Bearer ${token.access_token}` } });
};

/** What a call brings back, or an error that says what Cobro says. */
export const orThrow = <T>(answer: {
  data?: T;
  error?: Schema<'Problem' | 'GatewayMessage'>;
  response: Response;
}): T => {
  if (answer.data !== undefined) return answer.data;
  const { error, response } = answer;
  const why = error && 'code' in error ? `${error.code}: ${error.detail}` : error?.message;
  throw new Error(`${response.url} answered ${response.status} ${why ?? ''}`);
};

/** Header of a POST. Make it once, and send the same one with every try of the same request. */
export const newKey = (): { 'Idempotency-Key': string } => ({ 'Idempotency-Key': crypto.randomUUID() });

/** Asks until the answer is there: Cobro goes on by itself within seconds. */
export const until = async <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ten seconds for ${what}.`);
};
