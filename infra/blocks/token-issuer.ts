import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { clientRoles, scopePrefix, scopes } from '../../shared/http/scopes.ts';
import type { Names } from '../names.ts';
import { keepAs } from './keep-as.ts';

/** Cognito bills every token: a day is the longest it allows, and clients keep a token until it ends. */
const tokenValidity = Duration.days(1);

export interface TokenIssuer {
  pool: UserPool;
  clientIds: readonly string[];
  /** Origin of the token endpoint. */
  baseUrl: string;
}

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A pool without users: it only issues tokens to the tenant's programs, by client credentials. */
const poolFor = (scope: Construct, names: Names): UserPool => {
  const pool = new UserPool(scope, 'UserPool', {
    userPoolName: names.userPool,
    selfSignUpEnabled: false,
    signInAliases: { username: true },
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    passwordPolicy: {
      minLength: 16,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
    },
    featurePlan: FeaturePlan.ESSENTIALS,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  keepAs(pool, 'UserPool');
  return pool;
};

const addClient = (pool: UserPool, server: UserPoolResourceServer, role: string, granted: readonly string[]) => {
  const client = pool.addClient(role, {
    userPoolClientName: role,
    generateSecret: true,
    accessTokenValidity: tokenValidity,
    preventUserExistenceErrors: true,
    oAuth: {
      flows: { clientCredentials: true },
      scopes: granted.map((name) =>
        OAuthScope.resourceServer(server, new ResourceServerScope({ scopeName: name, scopeDescription: name })),
      ),
    },
  });
  client.applyRemovalPolicy(RemovalPolicy.RETAIN);
  keepAs(client, `${pascal(role)}Client`);
  return client;
};

/** The pool, its scopes and one client per role. Secrets stay in Cognito: no output and no template carries one. */
export const tokenIssuer = (scope: Construct, names: Names): TokenIssuer => {
  const pool = poolFor(scope, names);
  const server = pool.addResourceServer('Scopes', {
    identifier: scopePrefix.slice(0, -1),
    scopes: scopes.map((name) => new ResourceServerScope({ scopeName: name, scopeDescription: name })),
  });
  server.applyRemovalPolicy(RemovalPolicy.RETAIN);
  keepAs(server, 'Scopes');
  const domain = pool.addDomain('Domain', { cognitoDomain: { domainPrefix: names.signInDomain } });
  domain.applyRemovalPolicy(RemovalPolicy.RETAIN);
  keepAs(domain, 'SignInDomain');
  const clients = Object.entries(clientRoles).map(([role, granted]) => addClient(pool, server, role, granted));
  return { pool, clientIds: clients.map((client) => client.userPoolClientId), baseUrl: domain.baseUrl() };
};
