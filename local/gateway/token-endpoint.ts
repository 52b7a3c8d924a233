import * as z from 'zod';
import { type Tokens, scopesOfClient, secretOf, UnknownScope } from './tokens.ts';

/** What the server sends back. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

export const jsonReply = (status: number, body: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const Form = z.object({
  grant_type: z.string().optional(),
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  scope: z.string().optional(),
  /** Embedded mode only: a login of one customer, as a portal would get it. */
  customer_id: z
    .string()
    .regex(/^cus_[0-9A-HJKMNP-TV-Z]{26}$/)
    .optional(),
});

const basic = (authorization: string | undefined): { client: string; secret: string } | undefined => {
  const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { client: text.slice(0, colon), secret: text.slice(colon + 1) };
};

const refusal = (status: number, error: string): Reply => jsonReply(status, { error });

/**
 * POST /oauth2/token: client credentials by HTTP Basic or form fields, as Cognito answers them. Errors are those of
 * RFC 6749, section 5.2.
 */
export const answerToken = async (
  tokens: Tokens,
  request: { authorization: string | undefined; body: string },
): Promise<Reply> => {
  const form = Form.safeParse(Object.fromEntries(new URLSearchParams(request.body)));
  if (!form.success) return refusal(400, 'invalid_request');
  const { grant_type: grant, client_id: id, client_secret: formSecret, scope, customer_id: customerId } = form.data;
  const { client, secret } = basic(request.authorization) ?? { client: id, secret: formSecret };
  if (client === undefined || secret !== secretOf(client) || scopesOfClient(client) === undefined) {
    return refusal(client === undefined ? 400 : 401, 'invalid_client');
  }
  if (grant !== 'client_credentials') return refusal(400, 'unsupported_grant_type');
  try {
    const { accessToken, expiresIn } = await tokens.issue({ client, scope, customerId });
    return jsonReply(200, { access_token: accessToken, expires_in: expiresIn, token_type: 'Bearer' });
  } catch (error) {
    if (error instanceof UnknownScope) return refusal(400, 'invalid_scope');
    throw error;
  }
};
