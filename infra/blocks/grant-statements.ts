import { Fn, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { DocumentFolder } from '../../shared/documents/document-folders.ts';
import { cursorKeyPartition, tableIndexes } from '../../shared/table/table-map.ts';
import type { Grants } from '../domains/domain.ts';
import type { Names } from '../names.ts';

/** The tenant's resources as ARNs: what a grant of a declaration points at. */
export interface Resources {
  tableArn: string;
  bucketArn: string;
  busArn: string;
  /** The state machine, and what its executions are started by: its alias. */
  lifecycleArn: string;
  lifecycleStartArn: string;
  mailArns: readonly string[];
}

/** What SendRawEmail asks permission for: the sender's domain or address, and the set its sends are counted under. */
const mailArnsOf = (stack: Stack, names: Names, senderEmail: string): string[] => {
  const arn = (resource: string, resourceName: string) => stack.formatArn({ service: 'ses', resource, resourceName });
  return [
    arn('identity', senderEmail),
    arn('identity', senderEmail.slice(senderEmail.indexOf('@') + 1)),
    arn('configuration-set', names.mailSet),
  ];
};

/** ARNs made from fixed names, so that nothing has to wait for the resource it may touch. */
export const resourcesOf = (input: {
  stack: Stack;
  names: Names;
  tableName: string;
  senderEmail: string;
  /** Whether executions are started by the alias; else by the state machine itself. */
  versioned: boolean;
}): Resources => {
  const { stack, names, tableName, senderEmail, versioned } = input;
  const lifecycleArn = `arn:${stack.partition}:states:${stack.region}:${stack.account}:stateMachine:${names.lifecycle}`;
  return {
    tableArn: stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: tableName }),
    bucketArn: `arn:${stack.partition}:s3:::${names.bucket}`,
    busArn: stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: names.bus }),
    lifecycleArn,
    lifecycleStartArn: versioned ? `${lifecycleArn}:live` : lifecycleArn,
    mailArns: mailArnsOf(stack, names, senderEmail),
  };
};

const readsOfTable = ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem'];
/** A transaction needs the rights of its parts: PutItem, UpdateItem, DeleteItem and ConditionCheckItem. */
const writesOfTable = ['PutItem', 'UpdateItem', 'DeleteItem'];

const allow = (service: string, actions: readonly string[], resources: readonly string[]) =>
  new PolicyStatement({ actions: actions.map((action) => `${service}:${action}`), resources: [...resources] });

/** Whoever seals the first cursor of the tenant makes the key; it may be a function that otherwise only reads. */
const makeCursorKey = (tableArn: string): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:PutItem'],
    resources: [tableArn],
    conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [cursorKeyPartition] } },
  });

const tableStatements = (grant: Grants['table'], { tableArn }: Resources): PolicyStatement[] => {
  if (!grant) return [];
  const indexArns = tableIndexes.map(({ name }) => Fn.join('/', [tableArn, 'index', name]));
  const items = grant === 'write' ? [...readsOfTable, ...writesOfTable] : readsOfTable;
  return [
    allow('dynamodb', items, [tableArn]),
    allow('dynamodb', ['Query'], indexArns),
    ...(grant === 'read' ? [makeCursorKey(tableArn)] : []),
  ];
};

const documentStatements = (grant: Grants['documents'], { bucketArn }: Resources): PolicyStatement[] => {
  const within = (folders: readonly DocumentFolder[]): string[] => folders.map((folder) => `${bucketArn}/${folder}/*`);
  const { read = [], write = [] } = grant ?? {};
  return [
    // Without the right to list, a missing document is answered as a forbidden one.
    ...(read.length > 0 ? [allow('s3', ['GetObject'], within(read)), allow('s3', ['ListBucket'], [bucketArn])] : []),
    ...(write.length > 0 ? [allow('s3', ['PutObject'], within(write))] : []),
  ];
};

const lifecycleStatements = (grants: Grants['lifecycle'], resources: Resources): PolicyStatement[] => {
  const { lifecycleArn, lifecycleStartArn } = resources;
  const arns = [...new Set([lifecycleArn, lifecycleStartArn])];
  return [
    ...(grants?.includes('start') ? [allow('states', ['StartExecution'], [lifecycleStartArn])] : []),
    ...(grants?.includes('resume') ? [allow('states', ['SendTaskSuccess'], arns)] : []),
  ];
};

/** The rights a declaration's grants stand for. What is not granted there is not allowed here. */
export const statementsOf = (grants: Grants, resources: Resources): PolicyStatement[] => [
  ...tableStatements(grants.table, resources),
  ...documentStatements(grants.documents, resources),
  ...lifecycleStatements(grants.lifecycle, resources),
  ...(grants.bus ? [allow('events', ['PutEvents'], [resources.busArn])] : []),
  ...(grants.mail ? [allow('ses', ['SendRawEmail'], resources.mailArns)] : []),
];
