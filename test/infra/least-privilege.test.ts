import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { FunctionDeclaration, Grants } from '../../infra/domains/domain.ts';
import { allFunctions, domains } from '../../infra/domains/index.ts';
import { readTenants } from '../../infra/read-tenants.ts';
import { makeStacks } from './make-stacks.ts';

const list = z.union([z.string(), z.array(z.string())]).transform((one) => (Array.isArray(one) ? one : [one]));
const Statement = z.object({
  Effect: z.literal('Allow'),
  Action: list,
  Condition: z.unknown().optional(),
  Resource: z.unknown().transform((one) => (Array.isArray(one) ? one : [one]).map((each) => JSON.stringify(each))),
});
const Role = z.object({ Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(Statement) }) })) });

const readsTable = ['BatchGetItem', 'ConditionCheckItem', 'GetItem', 'Query'].map((one) => `dynamodb:${one}`);
const writesTable = ['DeleteItem', 'PutItem', 'UpdateItem'].map((one) => `dynamodb:${one}`);
const readsStream = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((one) => `dynamodb:${one}`);

/** What a grant allows, written a second time: whoever widens a grant must say so here too. */
const allowedBy = ({ table, documents, bus, lifecycle, mail, deadLetters }: Grants): string[] => [
  ...(table ? readsTable : []),
  ...(table === 'write' ? writesTable : []),
  ...(table === 'read' ? ['dynamodb:PutItem'] : []),
  ...(documents?.read ? ['s3:GetObject', 's3:ListBucket'] : []),
  ...(documents?.write ? ['s3:PutObject'] : []),
  ...(bus ? ['events:PutEvents'] : []),
  ...(lifecycle?.includes('start') ? ['states:StartExecution'] : []),
  ...(lifecycle?.includes('resume') ? ['states:SendTaskSuccess'] : []),
  ...(mail ? ['ses:SendRawEmail'] : []),
  ...(deadLetters ? ['sqs:SendMessage'] : []),
];

const allowedTo = ({ grants, trigger }: FunctionDeclaration): string[] => {
  const runsAlone = trigger.kind !== 'http' && trigger.kind !== 'lifecycle';
  const actions = [
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    ...allowedBy(grants),
    ...(runsAlone ? ['sqs:SendMessage'] : []),
    ...(trigger.kind === 'stream' ? readsStream : []),
  ];
  return [...new Set(actions)].toSorted();
};

/** The only wildcards in the rights of anything that runs, each with its reason. */
const wildcards = [
  // Documents are named by what they are of; a right ends at the folder.
  {
    action: /^s3:(Get|Put)Object$/,
    resource: /:s3:::cobro-[a-z0-9-]+-documents-.*\/(answers|imports|invoices|pro-formas|uploads)\/\*"/,
  },
  // AWS offers log delivery rights on no narrower resource.
  { action: /^logs:\w*(LogDelivery|LogDeliveries|ResourcePolicy|ResourcePolicies|LogGroups)$/, resource: /^"\*"$/ },
];

describe.each(readTenants().map((tenant) => [tenant.name, tenant] as const))('the rights at %s', (name, tenant) => {
  const { service } = makeStacks(tenant, domains);
  const statementsOf = (roleId: string) =>
    Role.parse(service.Resources[roleId]?.Properties).Policies.flatMap((one) => one.PolicyDocument.Statement);
  const roleOf = (functionName: string): string => {
    const found = service.propertiesOf('AWS::Lambda::Function').find((one) => one.FunctionName === functionName);
    return z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }).parse(found?.Role)['Fn::GetAtt'][0];
  };

  it.each(allFunctions.map((one) => [one.name, one] as const))('of %s are its grants and no more', (function_, one) => {
    const actions = statementsOf(roleOf(`cobro-${name}-${function_}`)).flatMap(({ Action }) => Action);
    expect([...new Set(actions)].toSorted()).toEqual(allowedTo(one));
  });

  it('of those who only read the table let them write one key, which no business data lies under', () => {
    const readers = allFunctions.filter(({ grants }) => grants.table === 'read');
    expect(readers.length).toBeGreaterThan(0);
    for (const reader of readers) {
      const puts = statementsOf(roleOf(`cobro-${name}-${reader.name}`)).filter(({ Action }) =>
        Action.includes('dynamodb:PutItem'),
      );
      expect(puts.map(({ Action, Condition }) => [Action, Condition])).toEqual([
        [['dynamodb:PutItem'], { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['cursor-key'] } }],
      ]);
    }
  });

  it('stand in roles, never in managed policies or policies attached elsewhere', () => {
    expect(service.ofType('AWS::IAM::Policy')).toHaveLength(0);
    expect(service.ofType('AWS::IAM::ManagedPolicy')).toHaveLength(0);
    for (const role of service.propertiesOf('AWS::IAM::Role')) expect(role.ManagedPolicyArns).toBeUndefined();
  });

  it('name every action and every resource, but for the few wildcards listed', () => {
    const all = service.ofType('AWS::IAM::Role').flatMap(([id]) => statementsOf(id));
    expect(all.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
    const rights = all.flatMap(({ Action, Resource }) =>
      Resource.flatMap((resource) => Action.map((action) => ({ action, resource }))),
    );
    const unexplained = rights.filter(
      (right) =>
        right.resource.includes('*') &&
        !wildcards.some(({ action, resource }) => action.test(right.action) && resource.test(right.resource)),
    );
    expect(unexplained).toEqual([]);
  });

  it('end at the tenant: no ARN names another', () => {
    const others = readTenants().filter((other) => other.name !== name);
    const text = JSON.stringify(service.propertiesOf('AWS::IAM::Role'));
    for (const other of others) expect(text).not.toContain(`cobro-${other.name}`);
  });

  it('start executions under the alias only, so that nobody runs an unpublished definition', () => {
    const starts = service
      .ofType('AWS::IAM::Role')
      .flatMap(([id]) => statementsOf(id))
      .filter(({ Action }) => Action.includes('states:StartExecution'));
    expect(starts.length).toBeGreaterThan(0);
    for (const { Resource } of starts) for (const arn of Resource) expect(arn).toContain('-order-lifecycle:live');
  });
});
