import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { documentClient, patiently } from '../../shared/aws/clients.ts';
import { env } from '../../shared/env.ts';
import { itemKinds } from '../../shared/table/table-map.ts';

/**
 * Ids of the journals that are not in the balances, page by page: reads the whole table, which costs an eighth of a dollar
 * per two million items of 4 KB and is done by hand only.
 */
export async function* unprojectedJournals(): AsyncGenerator<string[]> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await documentClient().send(
      new ScanCommand({
        TableName: env().TABLE_NAME,
        FilterExpression: '#kind = :journal AND (attribute_not_exists(#projected) OR #projected = :no)',
        ProjectionExpression: '#id',
        ExpressionAttributeNames: { '#kind': 'kind', '#projected': 'projected', '#id': 'id' },
        ExpressionAttributeValues: { ':journal': itemKinds.journal, ':no': false },
        ExclusiveStartKey: start,
      }),
      patiently,
    );
    const ids = (page.Items ?? []).map((item) => String(item['id']));
    for (let at = 0; at < ids.length; at += 100) yield ids.slice(at, at + 100);
    start = page.LastEvaluatedKey;
  } while (start);
}
