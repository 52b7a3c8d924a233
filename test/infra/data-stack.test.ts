import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { readTenants } from '../../infra/read-tenants.ts';
import { clientRoles, scopes } from '../../shared/http/scopes.ts';
import { indexKeys, tableIndexes } from '../../shared/table/table-map.ts';
import { makeDataStack } from './make-stacks.ts';

/** Logical ids are forever: changing one makes CloudFormation put an empty resource in the place of a full one. */
const kept = {
  Table: 'AWS::DynamoDB::Table',
  Documents: 'AWS::S3::Bucket',
  Bus: 'AWS::Events::EventBus',
  UserPool: 'AWS::Cognito::UserPool',
  Scopes: 'AWS::Cognito::UserPoolResourceServer',
  SignInDomain: 'AWS::Cognito::UserPoolDomain',
  StorefrontClient: 'AWS::Cognito::UserPoolClient',
  SalesClient: 'AWS::Cognito::UserPoolClient',
  WarehouseClient: 'AWS::Cognito::UserPoolClient',
  FinanceClient: 'AWS::Cognito::UserPoolClient',
  PartnerClient: 'AWS::Cognito::UserPoolClient',
  AdminClient: 'AWS::Cognito::UserPoolClient',
  Sender: 'AWS::SES::EmailIdentity',
};

describe.each(readTenants().map((tenant) => [tenant.name, tenant] as const))(
  'what %s must never lose',
  (name, tenant) => {
    const data = makeDataStack(tenant);
    const { Resources, Outputs } = data;

    it('stays when its stack is deleted or a resource is replaced, under ids that never change', () => {
      const retained = Object.entries(Resources).filter(([, one]) => one.Type !== 'AWS::S3::BucketPolicy');
      expect(Object.fromEntries(retained.map(([id, { Type }]) => [id, Type]))).toEqual(kept);
      for (const [id, one] of retained) {
        expect([id, one.DeletionPolicy, one.UpdateReplacePolicy]).toEqual([id, 'Retain', 'Retain']);
      }
    });

    it('has a table nobody deletes by mistake, restorable to any second, paid by use, with its stream on', () => {
      expect(
        data.lacks('AWS::DynamoDB::Table', {
          TableName: `cobro-${name}`,
          BillingMode: 'PAY_PER_REQUEST',
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
          StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        }),
      ).toBeNull();
    });

    it('answers every question of the table map with the index declared there', () => {
      expect(
        data.lacks('AWS::DynamoDB::Table', {
          GlobalSecondaryIndexes: tableIndexes.map((index) => ({
            IndexName: index.name,
            KeySchema: [
              { AttributeName: indexKeys(index.name).pk, KeyType: 'HASH' },
              { AttributeName: indexKeys(index.name).sk, KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: index.projection },
          })),
        }),
      ).toBeNull();
    });

    it('keeps documents private, encrypted, in all their versions, and hands them out over TLS only', () => {
      expect(
        data.lacks('AWS::S3::Bucket', {
          VersioningConfiguration: { Status: 'Enabled' },
          BucketEncryption: Match.anyValue(),
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
        }),
      ).toBeNull();
      expect(
        data.lacks('AWS::S3::BucketPolicy', {
          PolicyDocument: {
            Statement: Match.arrayWith([
              Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
            ]),
          },
        }),
      ).toBeNull();
    });

    it('expires no issued document, ever: only files to work on and answers to repeat', () => {
      const { LifecycleConfiguration }: any = Resources.Documents?.Properties ?? {};
      const expiring = LifecycleConfiguration.Rules.filter((rule: object) => /Expiration/.test(JSON.stringify(rule)));
      expect(expiring.map((rule: any) => [rule.Prefix, rule.ExpirationInDays])).toEqual([
        ['pro-formas/', 30],
        ['uploads/', 30],
        ['imports/', 30],
        ['answers/', 2],
      ]);
    });

    it('issues tokens to programs only: nobody signs up, and the pool cannot be deleted by mistake', () => {
      expect(
        data.lacks('AWS::Cognito::UserPool', {
          DeletionProtection: 'ACTIVE',
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
        }),
      ).toBeNull();
      expect(
        data.strays('AWS::Cognito::UserPoolClient', {
          AllowedOAuthFlows: ['client_credentials'],
          GenerateSecret: true,
          AccessTokenValidity: 1440,
        }),
      ).toBeNull();
    });

    it('makes the domain of its sender known to SES, and names the records its DNS must carry', () => {
      const emailIdentity = tenant.senderEmail.split('@')[1];
      expect(
        data.lacks('AWS::SES::EmailIdentity', {
          EmailIdentity: emailIdentity,
          DkimAttributes: { SigningEnabled: true },
        }),
      ).toBeNull();
      expect(Object.keys(Outputs)).toEqual(expect.arrayContaining(['DkimRecord1', 'DkimRecord2', 'DkimRecord3']));
    });

    it('leaves a domain alone that SES knows already', () => {
      const beside = makeDataStack({ ...tenant, senderIsVerified: true });
      expect(beside.ofType('AWS::SES::EmailIdentity')).toEqual([]);
    });

    it('knows every scope of the contract', () => {
      expect(
        data.lacks('AWS::Cognito::UserPoolResourceServer', {
          Identifier: 'cobro',
          Scopes: scopes.map((scope) => ({ ScopeName: scope, ScopeDescription: scope })),
        }),
      ).toBeNull();
    });

    it.each(Object.entries(clientRoles))('gives the role %s exactly the scopes of its role', (role, granted) => {
      expect(
        data.lacks('AWS::Cognito::UserPoolClient', {
          ClientName: role,
          AllowedOAuthScopes: granted.map((scope) => ({ 'Fn::Join': ['', [{ Ref: 'Scopes' }, `/${scope}`]] })),
        }),
      ).toBeNull();
    });

    it('shows no secret: clients fetch theirs from Cognito', () => {
      expect(JSON.stringify(Outputs)).not.toMatch(/secret|password/i);
      expect(JSON.stringify(Resources)).not.toMatch(/ClientSecret|SecretString|-secret"/);
    });
  },
);
