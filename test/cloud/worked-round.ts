/*
 * Everything MiniStack cannot do, or does otherwise than AWS, and what the cloud test does instead. The same list, for
 * people, is in docs/embedded.md. The stacks are the ones that are deployed to AWS but for the two options below.
 *
 * Worked round by where it is started, in ministack.ts: buckets refuse plain HTTP, so it speaks TLS; its own server
 * would also take port 443, so it is started under Hypercorn directly; SES keeps no attachments, so it relays to a
 * mail room of ours (mail-room.ts). Worked round by when it is asked, in restore-drill.cloud.ts: it restores a table as it
 * is now, whatever instant is named, so it is asked at that instant.
 */
import { roleStatements, type Template } from './templates.ts';

/** Its evaluator names no resource for these two requests, so that only a grant on everything matches them. */
const askedOnEverything = new Set(['ses:SendRawEmail', 'states:SendTaskSuccess']);

/** The synthesised stack with those grants widened; on AWS they end at the tenant's sender and its state machine. */
export const widenGrants = (template: Template): void => {
  for (const statement of roleStatements(template)) {
    if ([statement.Action].flat().every((action) => askedOnEverything.has(action))) statement.Resource = '*';
  }
};

/** Its SES identities have no DKIM tokens: the data stack is deployed without the outputs that name them. */
export const forgetDkimRecords = ({ Outputs = {} }: Template): void => {
  for (const name of Object.keys(Outputs)) if (name.startsWith('DkimRecord')) delete Outputs[name];
};

/** It starts a process for every concurrent call of a function: clients ask for this many answers at once, no more. */
export const requestsAtOnce = 4;

/** Cold starts of many processes share the processor with its table: answers may take longer than DynamoDB's. */
export const patience = { TABLE_TIMEOUT_MS: '4000', FEED_LAG_MS: '12500' };
export const feedLagMs = Number(patience.FEED_LAG_MS);

export const bePatient = ({ Resources }: Template): void => {
  for (const { Type, Properties } of Object.values(Resources)) {
    if (Type === 'AWS::Lambda::Function') Object.assign(Properties.Environment.Variables, patience);
  }
};

/** Its CloudWatch computes nothing: the alarms on a sum of several metrics are deployed to AWS only. */
export const leaveOutSums = ({ Resources }: Template): void => {
  for (const [id, { Type, Properties }] of Object.entries(Resources)) {
    if (Type === 'AWS::CloudWatch::Alarm' && Properties.Metrics !== undefined) delete Resources[id];
  }
};

/** It knows no versions and aliases of a state machine: executions are started by the machine itself. */
export const synthOptions = ['-c', 'lifecycleVersions=off'];

/** Its Cognito gives client credentials no scopes: tokens come from an issuer of ours (token-issuer.ts). */
export const deployOptions = (serviceStack: string, issuer: string, clients: readonly string[]): string[] => [
  '--parameters',
  `${serviceStack}:JwtIssuer=${issuer}`,
  '--parameters',
  `${serviceStack}:JwtAudience=${clients.join(',')}`,
];

/** An API has no host name of its own that this machine could find: it answers under a path. */
export const apiAt = (endpoint: string, apiId: string): string => `${endpoint}/_aws/execute-api/${apiId}`;
