import { afterEach, describe, expect, it, vi } from 'vitest';
import { inLog, logger } from '../../shared/logger.ts';

afterEach(() => vi.restoreAllMocks());

/** What a stream was given while something ran. */
const written = (stream: NodeJS.WriteStream, run: () => void): string[] => {
  const lines: string[] = [];
  vi.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  run();
  return lines;
};

describe('a line of the log', () => {
  it('is one line of JSON with what is being done, on the stream of its level', () => {
    const [line = '', ...more] = written(process.stdout, () =>
      inLog({ invocation: { functionName: 'orders-api', awsRequestId: 'inv-1' }, fields: { orderId: 'ord_1' } }, () =>
        logger.info('two\nlines', { ms: 3, large: 2n ** 60n, nothing: undefined }),
      ),
    );
    expect(more).toEqual([]);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(JSON.parse(line)).toEqual({
      level: 'INFO',
      message: 'two\nlines',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/),
      function: 'orders-api',
      requestId: 'inv-1',
      orderId: 'ord_1',
      ms: 3,
      large: '1152921504606846976',
    });
  });

  it('says of an error its name, message, stack and cause, and nothing else it carries', () => {
    const cause = Object.assign(new RangeError('inner'), { Item: { email: 'ana@example.com' } });
    const error = Object.assign(new TypeError('outer', { cause }), { Item: { email: 'ana@example.com' } });
    const [line = ''] = written(process.stderr, () => logger.error('failed', { error }));
    expect(line).not.toContain('ana@');
    expect(JSON.parse(line)).toMatchObject({
      level: 'ERROR',
      error: {
        name: 'TypeError',
        message: 'outer',
        stack: expect.any(String),
        cause: { name: 'RangeError', message: 'inner' },
      },
    });
  });
});
