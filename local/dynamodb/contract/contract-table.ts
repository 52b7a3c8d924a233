import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';

const index = (name: string, pk: string, sk: string, projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE') => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: pk, KeyType: 'HASH' as const },
    { AttributeName: sk, KeyType: 'RANGE' as const },
  ],
  Projection: {
    ProjectionType: projection,
    ...(projection === 'INCLUDE' && { NonKeyAttributes: ['note'] }),
  },
});

/** The table all cases share: one index of each projection, one of them sorted by number, and a stream. */
export const contractTable = {
  TableName: 'contract',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    ...['pk', 'sk', 'listPk', 'listSk', 'feedPk', 'feedSk', 'amountPk'].map((name) => ({
      AttributeName: name,
      AttributeType: 'S' as const,
    })),
    { AttributeName: 'amount', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    index('list', 'listPk', 'listSk', 'KEYS_ONLY'),
    index('feed', 'feedPk', 'feedSk', 'ALL'),
    index('amounts', 'amountPk', 'amount', 'INCLUDE'),
  ],
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
} satisfies CreateTableCommandInput;
