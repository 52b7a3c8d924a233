import { createServer } from 'node:http';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import * as z from 'zod';
import { newRequestHandler } from '../local/aws/request-handler.ts';
import { newMeters } from '../local/bill/meters.ts';
import { openEngine } from '../local/dynamodb/engine.ts';
import { takeShortWay } from '../local/dynamodb/short-way.ts';

/*
 * The floor that bench/orders.ts compares with: a bare server that stores what it is sent as one item through the same
 * engine, and answers it: by the short way the product takes, or by the SDK's protocol. No token, no price, no credit, no events.
 */

const folder = z.string().parse(process.argv[2]);
const port = z.coerce.number().parse(process.argv[3]);
const engine = await openEngine({
  dir: join(folder, 'table'),
  tables: [{ name: 'bare', partitionKey: 'pk', sortKey: 'sk', indexes: [] }],
  meters: newMeters(),
  now: () => Date.now(),
});
const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    requestHandler: newRequestHandler({ dynamodb: engine.service }),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'bare', secretAccessKey: 'bare' },
  }),
);

if (process.argv[4] === 'short') takeShortWay(client, () => engine.service.typed);

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const order = z.looseObject({}).parse(JSON.parse(Buffer.concat(chunks).toString() || '{}'));
    const item = { ...order, pk: `order#${ulid()}`, sk: 'order' };
    client
      .send(new PutCommand({ TableName: 'bare', Item: item }))
      .then(() => response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(item)))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
}).listen(port, '127.0.0.1');
