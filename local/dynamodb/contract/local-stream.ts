import * as z from 'zod';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StreamRecord } from './contract-case.ts';

const Image = z.record(z.string(), z.custom<Parameters<typeof unmarshall>[0]>());
const Streams = z.object({ Streams: z.array(z.object({ StreamArn: z.string() })) });
const Description = z.object({ StreamDescription: z.object({ Shards: z.array(z.object({ ShardId: z.string() })) }) });
const Iterator = z.object({ ShardIterator: z.string() });
const Records = z.object({
  NextShardIterator: z.string().optional(),
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({ Keys: Image, NewImage: Image.optional(), OldImage: Image.optional() }),
    }),
  ),
});
