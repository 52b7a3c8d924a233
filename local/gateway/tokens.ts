import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createLocalJWKSet, exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { clientRoles, scopePrefix } from '../../shared/http/scopes.ts';

export interface TokenWish {
  client: string;
  customerId?: string;
  /** Space separated, with prefix; absent: all scopes of the client. */
  scope?: string;
  expiresInSeconds?: number;
}

/** What a token says of its bearer, as text like API Gateway hands it over, and its scopes. */
export interface Bearer {
  claims: Record<string, string>;
  scopes: string[];
}

export interface Tokens {
  readonly issuer: string;
  readonly audience: string;
  /** A signed access token. Throws UnknownScope when the wish asks for more than the client has. */
  issue(wish: TokenWish): Promise<{ accessToken: string; expiresIn: number }>;
  /** The bearer, or undefined when the token proves nothing: form, signature, algorithm, issuer, audience, time. */
  check(authorization: string | undefined): Promise<Bearer | undefined>;
}

export class UnknownScope extends Error {}

/** Scopes of the client, or undefined when there is none with this name and secret. */
export const scopesOfClient = (client: string): string[] | undefined =>
  Object.hasOwn(clientRoles, client) ? clientRoles[client]?.map((scope) => scopePrefix + scope) : undefined;

export const secretOf = (client: string): string => `${client}-secret`;

const lifetimeSeconds = 3600;
/** Tokens held at once; then all are checked anew. */
const mostProven = 1000;

const Jwk = z.looseObject({ kty: z.literal('EC'), crv: z.string(), x: z.string(), y: z.string(), d: z.string() });

/** The signing key of this data folder: made at the first start, so that tokens outlive a restart. */
const readKey = async (file: string): Promise<JWK> => {
  if (existsSync(file)) return Jwk.parse(JSON.parse(readFileSync(file, 'utf8')));
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, JSON.stringify(jwk), { mode: 0o600 });
  renameSync(`${file}.part`, file);
  return jwk;
};

const claimText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Cognito's token endpoint and the gateway's JWT check, by jose: ES256, issuer, audience, times of the machine. */
export const openTokens = async ({
  keyFile,
  issuer,
  audience,
}: {
  keyFile: string;
  issuer: string;
  audience: string;
}): Promise<Tokens> => {
  const jwk = await readKey(keyFile);
  const kid = 'embedded-1';
  const privateKey = await importJWK(jwk, 'ES256');
  const { kty, crv, x, y } = jwk;
  const keySet = createLocalJWKSet({ keys: [{ kty, crv, x, y, kid, alg: 'ES256', use: 'sig' }] });

  /** Tokens whose signature was checked, as API Gateway keeps them too; `until` (epoch s) they are good. */
  const proven = new Map<string, { bearer: Bearer; until: number }>();

  return {
    issuer,
    audience,
    issue: async ({ client, customerId, scope, expiresInSeconds = lifetimeSeconds }) => {
      const all = scopesOfClient(client) ?? [];
      const wanted = scope === undefined || scope.trim() === '' ? all : scope.trim().split(/\s+/);
      const refused = wanted.filter((one) => !all.includes(one));
      if (refused.length > 0) throw new UnknownScope(refused.join(' '));
      const issuedAt = Math.floor(Date.now() / 1000);
      const claims = { client_id: client, scope: wanted.join(' '), token_use: 'access', version: 2 };
      const accessToken = await new SignJWT(customerId === undefined ? claims : { ...claims, customer_id: customerId })
        .setProtectedHeader({ alg: 'ES256', kid })
        .setSubject(client)
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + expiresInSeconds)
        .setJti(randomUUID())
        .sign(privateKey);
      return { accessToken, expiresIn: expiresInSeconds };
    },
    check: async (authorization) => {
      const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
      if (token === undefined) return undefined;
      const seen = proven.get(token);
      if (seen && seen.until > Math.floor(Date.now() / 1000)) return seen.bearer;
      try {
        const { payload } = await jwtVerify(token, keySet, {
          algorithms: ['ES256'],
          issuer,
          audience,
          requiredClaims: ['exp', 'iat', 'sub'],
        });
        const claims = Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, claimText(value)]));
        const bearer = { claims, scopes: (claims['scope'] ?? '').split(' ').filter((one) => one !== '') };
        if (proven.size >= mostProven) proven.clear();
        proven.set(token, { bearer, until: payload.exp ?? 0 });
        return bearer;
      } catch {
        return undefined;
      }
    },
  };
};
