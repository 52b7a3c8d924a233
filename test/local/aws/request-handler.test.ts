import { ListEventBusesCommand, EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { AwsFault } from '../../../local/aws/aws-fault.ts';
import { jsonService, newRequestHandler } from '../../../local/aws/request-handler.ts';

const clientOf = (services: Parameters<typeof newRequestHandler>[0]) =>
  new EventBridgeClient({
    requestHandler: newRequestHandler(services),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });

describe('a client of the SDK', () => {
  it('is answered in this process by the service its request is signed for', async () => {
    const events = jsonService(async (operation, input) => ({ Entries: [{ EventId: operation }], input }), '1.1');
    const answer = await clientOf({ events }).send(new PutEventsCommand({ Entries: [{ Source: 'x' }] }));
    expect(answer.Entries).toEqual([{ EventId: 'PutEvents' }]);
  });

  it('raises the error of the service under its name', async () => {
    const events = jsonService(() => {
      throw new AwsFault('ValidationException', 'No entries.');
    }, '1.1');
    const sent = clientOf({ events }).send(new PutEventsCommand({ Entries: [] }));
    await expect(sent).rejects.toMatchObject({ name: 'ValidationException', message: 'No entries.' });
  });

  it('is told at once when nothing stands in for the service', async () => {
    await expect(clientOf({}).send(new ListEventBusesCommand({}))).rejects.toThrow(/no stand-in for the AWS service/);
  });
});
