import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTokens, type Tokens } from '../../../local/gateway/tokens.ts';

let dir: string;
let tokens: Tokens;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  dir = mkdtempSync(join(tmpdir(), 'cobro-tokens-'));
  tokens = await openTokens({ keyFile: join(dir, 'key.json'), issuer: 'http://issuer', audience: 'cobro' });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dir, { recursive: true, force: true });
});

describe('a token', () => {
  it('is taken again and again until it expires, and not a second longer', async () => {
    const { accessToken } = await tokens.issue({ client: 'sales', expiresInSeconds: 60 });
    const bearer = `Bearer ${accessToken}`;
    const first = await tokens.check(bearer);
    expect(first?.claims).toMatchObject({ client_id: 'sales' });
    vi.setSystemTime(Date.now() + 58_000);
    expect(await tokens.check(bearer)).toEqual(first);
    vi.setSystemTime(Date.now() + 2000);
    expect(await tokens.check(bearer)).toBeUndefined();
  });

  it('that was changed is refused, also after the right one was taken', async () => {
    const { accessToken } = await tokens.issue({ client: 'storefront' });
    expect(await tokens.check(`Bearer ${accessToken}`)).toBeDefined();
    const [head, , signature] = accessToken.split('.');
    const { accessToken: other } = await tokens.issue({ client: 'admin' });
    expect(await tokens.check(`Bearer ${head}.${other.split('.')[1]}.${signature}`)).toBeUndefined();
    expect(await tokens.check(`Bearer ${accessToken}x`)).toBeUndefined();
  });
});
