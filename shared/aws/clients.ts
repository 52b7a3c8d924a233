import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { env } from '../env.ts';

/**
 * Options every SDK client is made with. On AWS: none. The embedded mode sets a request handler that answers in this
 * process, before the first client is made; product code never knows which of the two it talks to.
 */
interface ClientOptions {
  requestHandler?: DynamoDBClient['config']['requestHandler'];
  region?: string;
  /** Where callers reach the bucket with an address they were given. */
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Told of the table's client when it is made. */
  onDocumentClient?: (client: DynamoDBDocumentClient) => void;
}

let options: ClientOptions = {};

/** Sets the options of all clients made from now on. Call before any function runs. */
export const useClientOptions = (chosen: ClientOptions): void => {
  options = chosen;
};

/** The options for `new SomeClient(clientOptions())`. */
export const clientOptions = (): Omit<ClientOptions, 'onDocumentClient'> => {
  const { onDocumentClient: _, ...forAll } = options;
  return forAll;
};

/** All attempts together must end within the safety lag of the events feed: see shared/events/feed.ts. */
const tableOptions = () => ({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 400, requestTimeout: env().TABLE_TIMEOUT_MS, throwOnRequestTimeout: true },
});

/** Second argument of a `send` that reads a page of the whole table (1 MB) to wherever an operator sits, in ms. */
export const patiently = { requestTimeout: 30_000 };

let documents: DynamoDBDocumentClient | undefined;

/** The table's client, made at first use. Cancelled transactions are retried by shared/table/work.ts, not by the SDK. */
export const documentClient = (): DynamoDBDocumentClient => {
  if (documents) return documents;
  documents = DynamoDBDocumentClient.from(new DynamoDBClient({ ...tableOptions(), ...clientOptions() }), {
    marshallOptions: { removeUndefinedValues: true },
  });
  options.onDocumentClient?.(documents);
  return documents;
};
