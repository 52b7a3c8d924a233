import { CreateTableCommand, DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { newRequestHandler } from '../../aws/request-handler.ts';
import { newMeters } from '../../bill/meters.ts';
import { type DynamoEngine, openEngine } from '../engine.ts';
import { itemOf, type Target } from './contract-case.ts';
import { takeShortWay } from '../short-way.ts';
import { contractTable } from './contract-table.ts';
import { readLocalStream } from './local-stream.ts';

const credentials = { accessKeyId: 'contract', secretAccessKey: 'contract' };

const documents = (config: DynamoDBClientConfig): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1', credentials, maxAttempts: 1, ...config }));

/**
 * Our engine, as the product reaches it: through the SDK, in this process, on disk or (`null`) in memory; by the short
 * way, or by the protocol as tools outside do.
 */
export const embeddedTarget = async (
  dir: string | null,
  way: 'short' | 'protocol' = 'protocol',
): Promise<Target & { engine: DynamoEngine }> => {
  const engine = await openEngine({ dir, tables: [], meters: newMeters(), now: () => Date.now() });
  const docs = documents({ requestHandler: newRequestHandler({ dynamodb: (request) => engine.service(request) }) });
  if (way === 'short') takeShortWay(docs, () => engine.service.typed);
  await docs.send(new CreateTableCommand(contractTable));
  return {
    name: 'embedded',
    engine,
    docs,
    table: contractTable.TableName,
    changes: async () => {
      const records = await engine.readChanges(0, 100_000);
      return records.map(({ eventName, keys, newImage, oldImage }) => ({
        eventName,
        keys: itemOf(keys),
        ...(newImage && { newImage: itemOf(newImage) }),
        ...(oldImage && { oldImage: itemOf(oldImage) }),
      }));
    },
    close: () => engine.close(),
  };
};

/** Amazon's DynamoDB Local at an endpoint, with an empty table. */
export const localTarget = async (endpoint: string): Promise<Target> => {
  const docs = documents({ endpoint });
  await docs.send(new CreateTableCommand(contractTable));
  return {
    name: 'DynamoDB Local',
    docs,
    table: contractTable.TableName,
    changes: () => readLocalStream(endpoint, contractTable.TableName),
    close: async () => docs.destroy(),
  };
};
