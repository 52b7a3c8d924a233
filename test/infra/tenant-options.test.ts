import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cobroApp } from '../../infra/cobro-app.ts';
import { allFunctions, domains } from '../../infra/domains/index.ts';
import { readTenants } from '../../infra/read-tenants.ts';
import { Tenant } from '../../shared/tenant.ts';
import { makeStacks, noCode, type Synthesised } from './make-stacks.ts';

const [acme] = readTenants();
const encryptionKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/0f6a1f0e-1111-2222-3333-444455556666';
const domain = {
  name: 'orders.acme.example',
  certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/0f6a1f0e-1111-2222-3333-444455556666',
};
const withOptions = (more: object): Tenant => Tenant.parse({ ...acme, ...more });
const stacksWith = (more: object) => makeStacks(withOptions(more), domains);
const ids = ({ Resources }: Synthesised) => Object.keys(Resources).toSorted();

const plain = stacksWith({});

describe('partner accounts', () => {
  const { data } = stacksWith({ partnerAccounts: ['444455556666', '777788889999'] });

  it('may each make rules on the bus, and touch only their own', () => {
    expect(data.ofType('AWS::Events::EventBusPolicy')).toHaveLength(2);
    const [policy]: any[] = data.propertiesOf('AWS::Events::EventBusPolicy');
    expect(policy.Statement.Action).toContain('events:PutRule');
    expect(policy.Statement.Action).not.toContain('events:PutEvents');
    expect(JSON.stringify(policy.Statement.Principal)).toContain(':iam::444455556666:root');
    expect(JSON.stringify(policy.Statement.Resource)).toMatch(/:rule\/.*\/\*/);
    expect(policy.Statement.Condition).toEqual({
      StringEqualsIfExists: { 'events:creatorAccount': '${aws:PrincipalAccount}' },
    });
  });

  it('are nobody unless the tenant names them', () => {
    expect(plain.data.ofType('AWS::Events::EventBusPolicy')).toEqual([]);
    expect(() => withOptions({ partnerAccounts: ['*'] })).toThrow('an AWS account number of twelve digits');
  });
});

describe('a name of its own', () => {
  it('leads to the API over TLS 1.2, with its record where the zone is known', () => {
    const { service } = stacksWith({ domain: { ...domain, hostedZoneId: 'Z0123456789ABC' } });
    expect(
      service.lacks('AWS::ApiGatewayV2::DomainName', {
        DomainName: 'orders.acme.example',
        DomainNameConfigurations: [
          { CertificateArn: domain.certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
        ],
      }),
    ).toBeNull();
    expect(service.ofType('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
    expect(service.lacks('AWS::Route53::RecordSet', { Name: 'orders.acme.example', Type: 'A' })).toBeNull();
    expect(service.Outputs['ApiUrl']?.Value).toBe('https://orders.acme.example');
  });

  it('is left to the tenant to point here where the zone is elsewhere, and is not made unless asked for', () => {
    expect(stacksWith({ domain }).service.ofType('AWS::Route53::RecordSet')).toEqual([]);
    expect(plain.service.ofType('AWS::ApiGatewayV2::DomainName')).toEqual([]);
  });
});

describe('a key of its own', () => {
  const { data, service } = stacksWith({ encryptionKeyArn });

  it('encrypts the table, the documents and every queue', () => {
    expect(
      data.lacks('AWS::DynamoDB::Table', {
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: encryptionKeyArn },
      }),
    ).toBeNull();
    const [bucket]: any[] = data.propertiesOf('AWS::S3::Bucket');
    expect(JSON.stringify(bucket.BucketEncryption)).toContain(encryptionKeyArn);
    expect(service.strays('AWS::SQS::Queue', { KmsMasterKeyId: encryptionKeyArn })).toBeNull();
  });

  it('may be used by every function that touches data, and by the schedules that set failures aside', () => {
    const uses = service
      .propertiesOf('AWS::IAM::Role')
      .filter((role) => JSON.stringify(role).includes(`"Resource":"${encryptionKeyArn}"`));
    const working = allFunctions.filter(({ grants }) => Object.keys(grants).length > 0).length;
    const schedules = allFunctions.filter(({ trigger }) => trigger.kind === 'schedule').length;
    expect(uses).toHaveLength(working + schedules);
  });

  it('is used by nobody unless the tenant has one', () => {
    expect(JSON.stringify([plain.data.Resources, plain.service.Resources])).not.toContain('kms:');
  });
});

describe('every option at once', () => {
  const all = {
    partnerAccounts: ['444455556666'],
    domain: { ...domain, hostedZoneId: 'Z0123456789ABC' },
    encryptionKeyArn,
  };

  it("follows AWS's rules", () => {
    const outdir = mkdtempSync(join(tmpdir(), 'cdk-'));
    cobroApp({ tenants: [withOptions(all)], domains, codeOf: noCode, outdir }).app.synth();
    const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
    expect(report.pluginReports.flatMap(({ violations }: any) => violations)).toEqual([]);
  });

  it('adds resources and renames none: what is deployed stays', () => {
    const { data, service } = stacksWith(all);
    expect(ids(data)).toEqual(expect.arrayContaining(ids(plain.data)));
    expect(ids(service)).toEqual(expect.arrayContaining(ids(plain.service)));
  });
});

describe('a second deployment', () => {
  it('finds the state machine, the API and the mail set under the ids of the first', () => {
    const pinned = Object.fromEntries(
      ['AWS::StepFunctions::StateMachine', 'AWS::ApiGatewayV2::Api', 'AWS::SES::ConfigurationSet'].map((type) => [
        type,
        plain.service.ofType(type).map(([id]) => id),
      ]),
    );
    expect(pinned).toEqual({
      'AWS::StepFunctions::StateMachine': ['OrderLifecycleMachineCEA730F0'],
      'AWS::ApiGatewayV2::Api': ['GatewayApiB3C8C360'],
      'AWS::SES::ConfigurationSet': ['MailSetA168628F'],
    });
  });
});
