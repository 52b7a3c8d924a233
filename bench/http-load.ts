import * as z from 'zod';
import { sleep } from '../shared/clock.ts';

/** Waits until a server answers there. */
export const whenAnswering = async (url: string): Promise<void> => {
  for (;;) {
    const ok = await fetch(url, { method: url.includes('health') ? 'GET' : 'POST' }).then(
      ({ status }) => status < 500,
      () => false,
    );
    if (ok) return;
    await sleep(20);
  }
};

const Token = z.object({ access_token: z.string() });

/** A token of one of the embedded clients. */
export const tokenOf = async (origin: string, client: string): Promise<string> => {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client,
    client_secret: `${client}-secret`,
  });
  const answer = await fetch(`${origin}/oauth2/token`, { method: 'POST', body });
  return Token.parse(await answer.json()).access_token;
};

/** Asks so many times over so many connections; every answer must be 201. Answers what each took, in ms. */
export const askMany = async (count: number, connections: number, ask: () => Promise<Response>): Promise<number[]> => {
  const took: number[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      const response = await ask();
      await response.arrayBuffer();
      if (response.status !== 201) throw new Error(`A server answered ${response.status}.`);
      took.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return took;
};

/** What 99 of 100 stay below. */
export const p99 = (took: readonly number[]): number =>
  took.toSorted((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? 0;
