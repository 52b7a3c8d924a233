import { createServer } from 'node:http';
import { exportJWK, exportPKCS8, generateKeyPair } from 'jose';
import { freePort } from './free-port.ts';

export interface TokenIssuer {
  /** Goes into the parameter JwtIssuer of a tenant's service stack. */
  issuerOf(tenant: string): string;
  /** PKCS 8, to sign a tenant's tokens with. */
  keyOf(tenant: string): string;
  stop: () => Promise<void>;
}

/**
 * Stands in for the user pools, whose stand-in in MiniStack leaves out the scopes of client credentials: one issuer and
 * one key per tenant, found by the gateway as any OpenID issuer is. Tokens are signed with RS256, as Cognito does.
 */
export const startTokenIssuer = async (tenants: readonly string[]): Promise<TokenIssuer> => {
  const keys = new Map(
    await Promise.all(
      tenants.map(async (tenant) => {
        const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
        const jwk = { ...(await exportJWK(publicKey)), kid: `${tenant}-1`, alg: 'RS256', use: 'sig' };
        return [tenant, { jwk, pem: await exportPKCS8(privateKey) }] as const;
      }),
    ),
  );
  const server = createServer((request, response) => {
    const [, tenant = '', ...rest] = (request.url ?? '').split('/');
    const issuer = `http://${request.headers.host}/${tenant}`;
    const documents: Record<string, unknown> = {
      '.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks.json` },
      'jwks.json': { keys: [keys.get(tenant)?.jwk].filter((jwk) => jwk !== undefined) },
    };
    const document = documents[rest.join('/')];
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? {}));
  });
  const port = await freePort();
  await new Promise<void>((done) => {
    server.listen(port, '127.0.0.1', done);
  });
  return {
    issuerOf: (tenant) => `http://127.0.0.1:${port}/${tenant}`,
    keyOf: (tenant) => keys.get(tenant)!.pem,
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
};
