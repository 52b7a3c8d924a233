import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The barest function: the table's client and nothing else. It sends no command, so none is bundled. */
const client = new DynamoDBClient({});

export const handler = async (): Promise<string> => client.config.region();
