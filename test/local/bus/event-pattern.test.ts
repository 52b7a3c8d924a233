import { describe, expect, it } from 'vitest';
import { eventPattern } from '../../../local/bus/event-pattern.ts';

/** The envelope EventBridge's documentation uses for its examples, with fields for each operator. */
const event = {
  version: '0',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  region: 'us-west-1',
  resources: ['arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0'],
  detail: {
    'instance-id': 'i-1234567890abcdef0',
    state: 'terminated',
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    fileName: 'photo.png',
    eventVersion: '',
    responseElements: null,
    responses: [
      { status: 'failed', code: 500 },
      { status: 'ok', code: 200 },
    ],
    tags: ['red', 'green'],
    nothing: [],
    inner: { deep: 1 },
  },
};

describe('event patterns, after the examples of AWS’s documentation', () => {
  it.each([
    ['exact values', { source: ['aws.ec2'], detail: { state: ['terminated', 'stopped'] } }],
    ['a value among several of a list', { resources: [event.resources[0]] }],
    ['a number exactly', { detail: { 'c-count': [5] } }],
    ['null', { detail: { responseElements: [null] } }],
    ['an empty text', { detail: { eventVersion: [''] } }],
    ['prefix', { region: [{ prefix: 'us-' }] }],
    ['suffix', { detail: { fileName: [{ suffix: '.png' }] } }],
    ['anything-but one', { detail: { state: [{ 'anything-but': 'initializing' }] } }],
    ['anything-but several', { detail: { state: [{ 'anything-but': ['stopped', 'overloaded'] }] } }],
    ['anything-but a number', { detail: { 'x-limit': [{ 'anything-but': 123 }] } }],
    ['anything-but a prefix', { detail: { state: [{ 'anything-but': { prefix: 'init' } }] } }],
    ['anything-but a suffix', { detail: { fileName: [{ 'anything-but': { suffix: '.txt' } }] } }],
    ['a numeric range', { detail: { 'c-count': [{ numeric: ['>', 0, '<=', 5] }] } }],
    ['numeric equality', { detail: { 'x-limit': [{ numeric: ['=', 3.018e2] }] } }],
    ['exists', { detail: { state: [{ exists: true }] } }],
    ['not exists', { detail: { reason: [{ exists: false }] } }],
    ['a value of a list that anything-but does not name', { detail: { tags: [{ 'anything-but': 'red' }] } }],
    ['not exists, for an empty list', { detail: { nothing: [{ exists: false }] } }],
    ['not exists, for an object, which is no leaf', { detail: { inner: [{ exists: false }] } }],
    ['two fields of one object of a list', { detail: { responses: { status: ['failed'], code: [500] } } }],
    ['a field of one object of a list', { detail: { responses: { status: ['failed'] } } }],
    [
      '$or, its first',
      { detail: { $or: [{ 'c-count': [{ numeric: ['>', 0] }] }, { 'd-count': [{ numeric: ['<', 0] }] }] } },
    ],
    ['$or, its second', { detail: { $or: [{ 'c-count': [1] }, { 'd-count': [{ numeric: ['<', 10] }] }] } }],
    ['several operators for one field', { detail: { state: [{ prefix: 'run' }, { suffix: 'ated' }] } }],
  ])('match by %s', (_name, pattern) => {
    expect(eventPattern(pattern)(event)).toBe(true);
  });

  it.each([
    ['another value', { detail: { state: ['running'] } }],
    ['a text where a number is', { detail: { 'c-count': ['5'] } }],
    ['another prefix', { region: [{ prefix: 'eu-' }] }],
    ['another suffix', { detail: { fileName: [{ suffix: '.jpg' }] } }],
    ['the value itself in anything-but', { detail: { state: [{ 'anything-but': ['terminated', 'x'] }] } }],
    ['the prefix itself in anything-but', { detail: { state: [{ 'anything-but': { prefix: 'term' } }] } }],
    ['a number out of range', { detail: { 'c-count': [{ numeric: ['>', 5] }] } }],
    ['a text that looks like a number', { account: [{ numeric: ['>', 0] }] }],
    ['exists for a missing field', { detail: { reason: [{ exists: true }] } }],
    ['not exists for a present one', { detail: { state: [{ exists: false }] } }],
    ['exists for an object, which is no leaf', { detail: [{ exists: true }] }],
    ['one of two fields', { source: ['aws.ec2'], region: ['eu-west-1'] }],
    ['anything-but of a field that is missing', { detail: { reason: [{ 'anything-but': 'x' }] } }],
    ['anything-but that names every value of a list', { detail: { tags: [{ 'anything-but': ['red', 'green'] }] } }],
    ['fields of different objects of a list', { detail: { responses: { status: ['failed'], code: [200] } } }],
    ['neither of $or', { detail: { $or: [{ 'c-count': [1] }, { 'd-count': [1] }] } }],
  ])('do not match by %s', (_name, pattern) => {
    expect(eventPattern(pattern)(event)).toBe(false);
  });

  it('are refused when they use another operator, so that no rule matches less here than on AWS', () => {
    expect(() => eventPattern({ detail: { fileName: [{ wildcard: '*.png' }] } })).toThrow(/not supported here/);
  });
});
