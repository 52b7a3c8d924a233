import * as z from 'zod';
import { itemOf, type StreamRecord } from './contract-case.ts';

const Image = z.record(z.string(), z.unknown());
const Streams = z.object({ Streams: z.array(z.object({ StreamArn: z.string(), TableName: z.string() })) });
const Description = z.object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) });
const Start = z.object({ ShardIterator: z.string() });
const Page = z.object({
  NextShardIterator: z.string().nullish(),
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({ Keys: Image, NewImage: Image.optional(), OldImage: Image.optional() }),
    }),
  ),
});

const authorization =
  'AWS4-HMAC-SHA256 Credential=contract/20240101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none';

/** One call of DynamoDB Local's streams; it does not check signatures. */
const call = async <T>(endpoint: string, operation: string, input: object, answer: z.ZodType<T>): Promise<T> => {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20240101T000000Z',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return answer.parse(await response.json());
};

/** All records of a table's stream in DynamoDB Local. */
export const readLocalStream = async (endpoint: string, table: string): Promise<StreamRecord[]> => {
  const { Streams: streams } = await call(endpoint, 'ListStreams', { TableName: table }, Streams);
  const StreamArn = streams.find(({ TableName }) => TableName === table)?.StreamArn;
  const { StreamDescription } = await call(endpoint, 'DescribeStream', { StreamArn }, Description);
  const records: StreamRecord[] = [];
  for (const { ShardId } of StreamDescription.Shards) {
    const from = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
    let next: string | null | undefined = (await call(endpoint, 'GetShardIterator', from, Start)).ShardIterator;
    while (next) {
      const page: z.infer<typeof Page> = await call(endpoint, 'GetRecords', { ShardIterator: next }, Page);
      for (const { eventName, dynamodb } of page.Records) {
        const { Keys, NewImage, OldImage } = dynamodb;
        records.push({
          eventName,
          keys: itemOf(Keys),
          ...(NewImage && { newImage: itemOf(NewImage) }),
          ...(OldImage && { oldImage: itemOf(OldImage) }),
        });
      }
      // An open shard never ends: an empty page is as far as it goes now.
      next = page.Records.length === 0 ? undefined : page.NextShardIterator;
    }
  }
  return records;
};
