import { generateKeyPair, importJWK, SignJWT } from 'jose';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domains } from '../../infra/domains/index.ts';
import { scopesOf } from '../../shared/http/route.ts';
import { scopePrefix, scopes } from '../../shared/http/scopes.ts';
import { type Cobro, startCobro } from '../make/cobro.ts';

type Key = Parameters<SignJWT['sign']>[0];

let cobro: Cobro;
let key: Key;
let stranger: Key;
let cases = 0;
const routes = domains.flatMap((domain) => Object.values(domain.routes)).filter((route) => route.scope !== null);

beforeAll(async () => {
  cobro = await startCobro();
  key = await importJWK(JSON.parse(readFileSync(join(cobro.dataDir, 'token-key.json'), 'utf8')), 'ES256');
  stranger = (await generateKeyPair('ES256')).privateKey;
});
afterAll(async () => {
  console.log(`authorisation matrix: ${routes.length} routes, ${cases} cases, all refused`);
  await cobro.stop();
});

interface Wish {
  scope?: string;
  signedWith?: Key;
  issuer?: string;
  audience?: string;
  expires?: string;
}

const tokenOf = ({
  scope = `${scopePrefix}admin`,
  signedWith = key,
  issuer,
  audience,
  expires = '1h',
}: Wish): Promise<string> =>
  new SignJWT({ scope, client_id: 'matrix' })
    .setProtectedHeader({ alg: 'ES256', kid: 'embedded-1' })
    .setSubject('matrix')
    .setIssuer(issuer ?? cobro.embedded.tokens.issuer)
    .setAudience(audience ?? cobro.embedded.tokens.audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(signedWith);

const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const unsigned = (): string => {
  const { issuer: iss, audience: aud } = cobro.embedded.tokens;
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const claims = { iss, aud, exp, iat: exp - 3600, sub: 'matrix', client_id: 'matrix', scope: `${scopePrefix}admin` };
  return `${base64({ alg: 'none' })}.${base64(claims)}.`;
};

const ask = async (
  method: string,
  path: string,
  authorization: string | undefined,
): Promise<{ status: number; body: any }> => {
  cases += 1;
  const response = await fetch(cobro.embedded.origin + path.replaceAll(/\{\w+\}/g, 'x'), {
    method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      'content-type': 'application/json',
      'idempotency-key': 'matrix',
    },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
};

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_name, route) => {
  const { method, path } = route;
  const own = scopesOf(route);
  it('is closed to whoever proves nothing', async () => {
    const good = await tokenOf({});
    const [head, body, signature = ''] = good.split('.');
    const proofs: Record<string, string | undefined> = {
      'no token': undefined,
      'an empty one': 'Bearer ',
      'another scheme': `Basic ${good}`,
      'no token at all in it': 'Bearer nonsense',
      'an expired one': `Bearer ${await tokenOf({ expires: '-1m' })}`,
      'a stranger’s signature': `Bearer ${await tokenOf({ signedWith: stranger })}`,
      'a changed signature': `Bearer ${head}.${body}.${signature.slice(0, -4)}AAAA`,
      'a changed body': `Bearer ${head}.${base64({ scope: 'cobro/admin' })}.${signature}`,
      'alg none': `Bearer ${unsigned()}`,
      'another issuer': `Bearer ${await tokenOf({ issuer: 'https://elsewhere.example' })}`,
      'another audience': `Bearer ${await tokenOf({ audience: 'elsewhere' })}`,
    };
    for (const [proof, authorization] of Object.entries(proofs)) {
      expect({ proof, status: (await ask(method, path, authorization)).status }).toEqual({ proof, status: 401 });
    }
  });

  it('is closed to every scope but its own', async () => {
    const others = scopes.filter((one) => !own.includes(one) && one !== 'admin');
    for (const other of [...others, '', String(own[0]).toUpperCase()]) {
      const token = await tokenOf({ scope: other === '' ? '' : scopePrefix + other });
      const { status, body } = await ask(method, path, `Bearer ${token}`);
      expect({ other, status, code: body.code }).toEqual({ other, status: 403, code: 'missing_scope' });
    }
    const bare = await ask(method, path, `Bearer ${await tokenOf({ scope: own.join(' ') })}`);
    expect(bare.status).toBe(403);
    const all = await tokenOf({ scope: others.map((one) => scopePrefix + one).join(' ') });
    expect((await ask(method, path, `Bearer ${all}`)).status).toBe(403);
  });

  it('opens to its own scope, and to admin', async () => {
    for (const good of [...own, 'admin']) {
      const { status } = await ask(method, path, `Bearer ${await tokenOf({ scope: `${scopePrefix}${good}` })}`);
      cases -= 1;
      expect(status).not.toBe(401);
      expect(status).not.toBe(403);
    }
  });
});
