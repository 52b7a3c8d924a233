import { describe, expect, it } from 'vitest';
import { readEventPattern } from '../../infra/event-pattern.ts';

describe('the subset of event patterns', () => {
  it('holds exact values, prefix, suffix, anything-but, numeric, exists and $or', () => {
    const pattern = {
      source: ['cobro.acme', { prefix: 'cobro.' }, { suffix: '.acme' }],
      detail: {
        state: [{ 'anything-but': ['a', 'b'] }, { 'anything-but': { prefix: 'c' } }, { exists: true }, null, true, 5],
        $or: [{ amount: [{ numeric: ['>', 0, '<=', 5] }] }, { deep: { down: ['x'] } }],
      },
    };
    expect(() => readEventPattern(pattern)).not.toThrow();
  });

  it.each([
    ['wildcard', { detail: { fileName: [{ wildcard: '*.png' }] } }, 'detail.fileName'],
    ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }, 'detail.ip'],
    ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'AWS.EC2' }] }, 'source'],
    ['anything-but with a wildcard', { source: [{ 'anything-but': { wildcard: '*' } }] }, 'source'],
    ['anything-but of texts and numbers mixed', { source: [{ 'anything-but': ['a', 1] }] }, 'source'],
    ['two operators in one object', { source: [{ prefix: 'a', suffix: 'b' }] }, 'source'],
    ['a comparison that is none', { detail: { count: [{ numeric: ['~', 5] }] } }, 'detail.count'],
    ['a range that begins with its upper end', { detail: { n: [{ numeric: ['<', 5, '>', 0] }] } }, 'detail.n'],
    ['a number beyond what EventBridge compares', { detail: { n: [{ numeric: ['>', 6e9] }] } }, 'detail.n'],
    ['an empty list', { source: [] }, 'source'],
    ['a value outside a list', { source: 'aws.ec2' }, 'source'],
    ['$or with one alternative', { $or: [{ source: ['a'] }] }, '$or'],
    ['an empty pattern', {}, 'the pattern'],
    ['a pattern that is none', ['aws.ec2'], 'the pattern'],
  ])('refuses %s and says where', (_name, pattern, place) => {
    expect(() => readEventPattern(pattern)).toThrow(`Event pattern: ${place} `);
  });
});
