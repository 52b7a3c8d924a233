import type { AwsService } from '../aws/request-handler.ts';
import type { FunctionRunner } from './function-runner.ts';

const json = (statusCode: number, body: unknown, headers: Record<string, string> = {}) => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(body ?? null)),
});

/** Lambda's Invoke, for those who wait for the answer. A function is named by its ARN or its name. */
export const invokeService =
  (runner: FunctionRunner): AwsService =>
  async ({ path, body }) => {
    const given = decodeURIComponent(/\/functions\/([^/]+)\/invocations$/.exec(path)?.[1] ?? '');
    const name = given.startsWith('arn:') ? (given.split(':')[6] ?? '') : given;
    if (!runner.names().includes(name)) {
      return json(
        404,
        { Message: `Function not found: ${given}` },
        { 'x-amzn-errortype': 'ResourceNotFoundException' },
      );
    }
    const outcome = await runner.invoke(name, JSON.parse(body.toString() || 'null'));
    if (outcome.ok) return json(200, outcome.answer);
    const { errorType, errorMessage } = outcome;
    return json(200, { errorType, errorMessage }, { 'x-amz-function-error': 'Unhandled' });
  };
