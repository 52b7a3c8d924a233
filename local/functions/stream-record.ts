import type { AttributeMap } from '../dynamodb/attribute-map.ts';
import type { ChangeRecord } from '../dynamodb/engine.ts';
import { account } from '../names.ts';

/** Whether a change inserts an item of that kind. */
export const isInsert = (eventName: ChangeRecord['eventName'], image: AttributeMap, itemKind: string): boolean =>
  eventName === 'INSERT' && image['kind']?.S === itemKind;

/** Whether a mapping with a filter on inserts of items of that kind lets a record through. */
export const isInsertOf = (record: ChangeRecord, itemKind: string): boolean =>
  isInsert(record.eventName, record.newImage ?? {}, itemKind);

/** A change as DynamoDB Streams hands it to a function. */
export const streamRecord = (
  record: ChangeRecord,
  { region, tableName }: { region: string; tableName: string },
): Record<string, unknown> => ({
  eventID: record.sequence.toString(16).padStart(32, '0'),
  eventName: record.eventName,
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: region,
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(record.at / 1000),
    Keys: record.keys,
    NewImage: record.newImage,
    OldImage: record.oldImage,
    SequenceNumber: String(record.sequence),
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
  eventSourceARN: `arn:aws:dynamodb:${region}:${account}:table/${tableName}/stream/embedded`,
});
