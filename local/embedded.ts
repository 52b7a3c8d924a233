import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { allFunctions, domains } from '../infra/domains/index.ts';
import { gatewayRoutes } from '../infra/gateway-routes.ts';
import { useClientOptions } from '../shared/aws/clients.ts';
import { machineMs, now } from '../shared/clock.ts';
import { indexKeys, tableIndexes, tableKeys } from '../shared/table/table-map.ts';
import type { Tenant } from '../shared/tenant.ts';
import { type Activity, newActivity } from './activity.ts';
import { type AwsService, jsonService, newRequestHandler } from './aws/request-handler.ts';
import type { Stored } from './bill/estimates.ts';
import { folderSize } from './bill/folder-size.ts';
import { type Meters, newMeters } from './bill/meters.ts';
import { newEventBus } from './bus/event-bus.ts';
import { openBusinessClock } from './clock/business-clock.ts';
import { openDocumentBucket } from './documents/document-bucket.ts';
import { newPresignedPuts } from './documents/presigned-puts.ts';
import { type DynamoEngine, openEngine } from './dynamodb/engine.ts';
import { takeShortWay } from './dynamodb/short-way.ts';
import { deadLetterQueue } from './functions/dead-letter-queue.ts';
import { type Deliveries, openDeliveries } from './functions/deliveries.ts';
import { type FunctionLog, openFunctionLog } from './functions/function-log.ts';
import { type FunctionRunner, newFunctionRunner } from './functions/function-runner.ts';
import { isInsert } from './functions/stream-record.ts';
import { invokeService } from './functions/invoke-service.ts';
import { startStreams } from './functions/streams.ts';
import { newRateLimit, unlimited } from './gateway/rate-limit.ts';
import { newRouteFinder } from './gateway/route-finder.ts';
import { startServer } from './gateway/server.ts';
import { openTokens, type Tokens } from './gateway/tokens.ts';
import { readDefinition } from './lifecycle/definition.ts';
import { executionTables } from './lifecycle/execution-rows.ts';
import { newLifecycle } from './lifecycle/lifecycle.ts';
import { newLocalApi } from './local-api.ts';
import { type Mailbox, openMailbox } from './mail/mailbox.ts';
import { simulateFailures } from './mail/mail-simulator.ts';
import { stateMachineArn } from './names.ts';
import { openRuntimeStore, type RuntimeStore } from './runtime-store.ts';
import { openSchedules } from './schedules/schedules.ts';

export interface EmbeddedOptions {
  tenant: Tenant;
  /** Everything that must survive lies in this folder. */
  dataDir: string;
  /** 0: any free one. */
  port: number;
  /** Requests per second beyond which callers get 429; none unless said. */
  requestsPerSecond?: number;
  /** Begins with nothing. Only what Cobro itself put into the folder is removed. */
  reset?: boolean;
}

export interface Embedded {
  origin: string;
  tokens: Tokens;
  engine: DynamoEngine;
  mailbox: Mailbox;
  deliveries: Deliveries;
  meters: Meters;
  /** What functions write, in logs/functions.log of the data folder. */
  log: FunctionLog;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const root = resolve(import.meta.dirname, '..');
/** The pauses of the lifecycle's retries are for a cloud; here a fraction of them is enough. */
const retryScale = 0.02;
/** How long (ms) the feed of events holds back: a commit in this process is far quicker. */
const feedLagMs = 2000;

/**
 * How long (ms) the stream gathers changes before a function gets them: a moment, so that many commits are one read; and
 * for functions that may wait for seconds on AWS a little longer.
 */
const windowMs = 4;
const longWindowMs = 40;

/** A mail begun this long ago (ms) was begun by a process that died; shorter than the retries of its delivery last. */
const mailClaimMs = 3000;

/** One handler for all SDK clients of the process; a second start puts its own services in the place of the first's. */
export const services: Record<string, AwsService> = {};
const requestHandler = newRequestHandler(services);

const namesOf = (tenant: Tenant) => ({
  table: `cobro-${tenant.name}`,
  bus: `cobro-${tenant.name}`,
  bucket: `cobro-${tenant.name}-documents`,
  machine: `cobro-${tenant.name}-order-lifecycle`,
});

/** What every function finds in its environment, as infra/blocks/context-functions.ts sets it. */
const setEnvironment = (tenant: Tenant): void => {
  const { table, bus, bucket, machine } = namesOf(tenant);
  Object.assign(process.env, {
    TENANT: JSON.stringify(tenant),
    TABLE_NAME: table,
    BUS_NAME: bus,
    BUCKET_NAME: bucket,
    LIFECYCLE_ARN: stateMachineArn(tenant.region, machine),
    DEAD_LETTER_QUEUE_URL: `https://sqs.${tenant.region}.amazonaws.com/000000000000/dead-letters`,
    FEED_LAG_MS: String(feedLagMs),
    MAIL_CLAIM_MS: String(mailClaimMs),
  });
  chooseClients(tenant);
};

/** SDK clients that answer in this process; with an endpoint, addresses they sign lead to this one's server. */
const chooseClients = ({ region }: Tenant, endpoint?: string): void =>
  useClientOptions({
    requestHandler,
    region,
    endpoint,
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
    onDocumentClient: (client: DynamoDBDocumentClient): void => takeShortWay(client, () => services['dynamodb']?.typed),
  });

/** The lock of the runtime store is held by now: nobody else works in the folder. */
const empty = async (dataDir: string, store: RuntimeStore): Promise<void> => {
  await store.clear();
  for (const part of ['table', 'mail', 'documents', 'logs', 'token-key.json']) {
    rmSync(join(dataDir, part), { recursive: true, force: true });
  }
};

/** Where functions write, in this data folder. */
export const functionLogOf = (dataDir: string): string => join(dataDir, 'logs/functions.log');

interface Ground {
  tenant: Tenant;
  dataDir: string;
  store: RuntimeStore;
  activity: Activity;
  meters: Meters;
  log: FunctionLog;
  runner: FunctionRunner;
  deliveries: Deliveries;
}

const openGround = async ({ tenant, dataDir, reset }: EmbeddedOptions): Promise<Ground> => {
  mkdirSync(dataDir, { recursive: true });
  const activity = newActivity();
  const meters = newMeters();
  const store = await openRuntimeStore(dataDir);
  if (reset) await empty(dataDir, store);
  const log = openFunctionLog(functionLogOf(dataDir));
  const runner = newFunctionRunner({
    functions: allFunctions,
    load: (entry): Promise<unknown> => import(pathToFileURL(join(root, entry)).href),
    activity,
    meters,
    region: tenant.region,
    log: (text, isError) => log.write(text, isError),
  });
  return {
    tenant,
    dataDir,
    store,
    activity,
    meters,
    log,
    runner,
    deliveries: openDeliveries({ store, runner, activity }),
  };
};

const streamMappings = allFunctions.flatMap(({ name, trigger }) => {
  if (trigger.kind !== 'stream') return [];
  const { itemKind, batchSize, batchWindowSeconds } = trigger;
  return [{ functionName: name, itemKind, batchSize, windowMs: batchWindowSeconds > 0 ? longWindowMs : windowMs }];
});

const openTable = ({ tenant, dataDir, meters }: Pick<Ground, 'tenant' | 'dataDir' | 'meters'>): Promise<DynamoEngine> =>
  openEngine({
    dir: join(dataDir, 'table'),
    tables: [
      {
        name: namesOf(tenant).table,
        partitionKey: tableKeys.pk,
        sortKey: tableKeys.sk,
        timeToLive: tableKeys.timeToLive,
        indexes: tableIndexes.map((index) => {
          const { pk, sk } = indexKeys(index.name);
          return { name: index.name, partitionKey: pk, sortKey: sk, projection: index.projection };
        }),
      },
    ],
    meters,
    now: () => now().getTime(),
    // What no function reads of the stream is not written down: the filters of all mappings together.
    keepsChange: ({ eventName, image }) => streamMappings.some(({ itemKind }) => isInsert(eventName, image, itemKind)),
  });

const openLifecycle = ({ tenant, store, runner, activity, meters }: Ground) => {
  const { region } = tenant;
  const definition = readDefinition({
    asl: readFileSync(join(root, 'infra/order-lifecycle.asl.json'), 'utf8'),
    functionNames: runner.names(),
    region,
    retryScale,
  });
  const machineName = namesOf(tenant).machine;
  return newLifecycle({ definition, machineName, region, tables: executionTables(store), runner, activity, meters });
};

const openBus = ({ tenant, deliveries, meters }: Ground) => {
  const rules = allFunctions.flatMap(({ name, trigger }) => {
    if (trigger.kind !== 'events') return [];
    const pattern = { source: [`cobro.${tenant.name}`], 'detail-type': [...trigger.types] };
    return [{ functionName: name, pattern }];
  });
  return newEventBus({ busName: namesOf(tenant).bus, region: tenant.region, rules, deliveries, meters });
};

const openStreams = ({ tenant, runner, deliveries, activity }: Ground, engine: DynamoEngine) => {
  const { table: tableName } = namesOf(tenant);
  return startStreams({
    engine,
    mappings: streamMappings,
    runner,
    deliveries,
    activity,
    region: tenant.region,
    tableName,
  });
};

const openTimes = async (ground: Ground) => {
  const { tenant, store, deliveries, meters, activity } = ground;
  const schedules = allFunctions.flatMap(({ name, trigger }) =>
    trigger.kind === 'schedule' ? [{ functionName: name, expression: trigger.expression }] : [],
  );
  const clock = await openBusinessClock(store);
  const idle = (): Promise<void> => activity.idle();
  return openSchedules({ schedules, timeZone: tenant.timeZone, store, clock, deliveries, meters, idle });
};

/** Only the table, for those who call verbs themselves: nothing reacts to what they write. */
export const openTableOnly = async ({ tenant, dataDir }: Pick<Ground, 'tenant' | 'dataDir'>): Promise<DynamoEngine> => {
  setEnvironment(tenant);
  const engine = await openTable({ tenant, dataDir, meters: newMeters() });
  services['dynamodb'] = engine.service;
  return engine;
};

/**
 * Starts a tenant's Cobro in this process: the same functions, routes, table and lifecycle that are deployed, on
 * stand-ins for the services. What an earlier process left unfinished goes on.
 */
export const startEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const { tenant, dataDir, port } = options;
  setEnvironment(tenant);
  const ground = await openGround(options);
  const { store, activity, meters, log, runner, deliveries } = ground;
  const schedules = await openTimes(ground);
  const engine = await openTable(ground);
  const mailbox = await openMailbox(join(dataDir, 'mail'), meters);
  simulateFailures(mailbox, ground);
  const lifecycle = openLifecycle(ground);
  const bus = openBus(ground);
  const { bucket } = namesOf(tenant);
  const documents = openDocumentBucket({ folder: join(dataDir, 'documents'), bucket, store, meters });
  Object.assign(services, {
    dynamodb: engine.service,
    events: jsonService((operation, input) => bus.call(operation, input), '1.1'),
    states: jsonService((operation, input) => lifecycle.call(operation, input)),
    sqs: jsonService(deadLetterQueue({ deliveries, meters, region: tenant.region })),
    lambda: invokeService(runner),
    s3: documents,
    ses: mailbox.service,
  });
  const streams = await openStreams(ground, engine);
  await deliveries.resume();
  await lifecycle.resume();
  await schedules.start();
  const stored = async (): Promise<Stored> => ({
    tableBytes: await folderSize(join(dataDir, 'table')),
    bucketBytes: await folderSize(join(dataDir, 'documents')),
  });
  const keyFile = join(dataDir, 'token-key.json');
  const tokens = await openTokens({ keyFile, issuer: 'http://localhost/embedded', audience: 'cobro' });
  const server = await startServer(port, {
    tokens,
    findRoute: newRouteFinder(gatewayRoutes(domains)),
    runner,
    meters,
    limit: options.requestsPerSecond === undefined ? unlimited : newRateLimit(options.requestsPerSecond, machineMs),
    filePuts: newPresignedPuts(bucket, documents),
    localApi: newLocalApi({ activity, meters, deliveries, lifecycle, schedules, stored }),
  });
  const stop = async (): Promise<void> => {
    await server.close();
    schedules.stop();
    await streams.stop();
    deliveries.stop();
    await lifecycle.stop();
    await engine.close();
    await store.close();
    await log.flush();
  };
  const origin = `http://localhost:${server.port}`;
  chooseClients(tenant, origin);
  return { origin, tokens, engine, mailbox, deliveries, meters, log, idle: () => activity.idle(), stop };
};
