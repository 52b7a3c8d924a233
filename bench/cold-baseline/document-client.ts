import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** A bare function that only loads the AWS SDK client and wraps it for plain items. It sends no command. */
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async (): Promise<string> => client.config.region();
