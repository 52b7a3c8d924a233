import type { DocumentFolder } from '../../shared/documents/document-folders.ts';
import type { EventType } from '../../shared/events/event-types.ts';
import type { Routes } from '../../shared/http/route.ts';

/** What makes a function run. */
export type Trigger =
  /** HTTPS: all routes of the context. */
  | { kind: 'http' }
  /** A task of the order lifecycle; `state` names it in order-lifecycle.asl.json as ${<functionName>Arn}. */
  | { kind: 'lifecycle' }
  /** Events on the tenant's bus, by type. Delivered at least once, retried, then put into the dead-letter queue. */
  | { kind: 'events'; types: readonly EventType[] }
  /** Inserts of items of this kind into the table, from its stream, in order per key. */
  | { kind: 'stream'; itemKind: 'event' | 'journal'; batchSize: number; batchWindowSeconds: number }
  /** Reports of SES that a mail of this tenant failed; they come over the account's default bus. */
  | { kind: 'mail-failures' }
  /** A schedule in the tenant's time zone, AWS syntax: cron(0 8 * * ? *) or rate(5 minutes). Input: { asOf: instant }. */
  | { kind: 'schedule'; expression: string };

/** Nobody waits for a function so triggered: what it cannot do must lie somewhere. */
export const isRunAlone = ({ kind }: Trigger): boolean => kind !== 'http' && kind !== 'lifecycle';

/** What a function may touch. Nothing that is not listed. */
export interface Grants {
  table?: 'read' | 'write';
  /** Folders of the document bucket. */
  documents?: { read?: readonly DocumentFolder[]; write?: readonly DocumentFolder[] };
  bus?: 'put';
  lifecycle?: readonly ('start' | 'resume')[];
  mail?: 'send';
  deadLetters?: 'send';
}

/** One Lambda function: declared once, read by infra/service-stack.ts and by the embedded mode. */
export interface FunctionDeclaration {
  /** kebab-case; also the file name, except for `<context>-api`, whose file is functions/<context>/api.ts. */
  readonly name: string;
  /** Path from the repository root of the module that exports `handler`. */
  readonly entry: `functions/${string}.ts`;
  readonly trigger: Trigger;
  readonly grants: Grants;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** One sentence: what the business loses while this function fails. Stands in its alarm. */
  readonly whileItFails: string;
}

/** One context: its routes and its functions. Pure data, no CDK and no handler code behind it. */
export interface Domain {
  readonly context: string;
  readonly routes: Routes;
  /** Path prefixes under which the gateway sends requests to `<context>-api`, such as `/v1/orders`. */
  readonly prefixes: readonly `/${string}`[];
  readonly functions: readonly FunctionDeclaration[];
}
