import { describe, expect, it } from 'vitest';
import { auditFindings, whyUnanswered } from '../../infra/audit-findings.ts';

const url = 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc';
const report = {
  vulnerabilities: {
    parser: { severity: 'high', via: [{ url, title: 'Reads what it should not' }] },
    app: { severity: 'high', via: ['parser'] },
  },
};
const exception = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  until: '2026-12-31',
  reason: 'Only our own files are read by it.',
};

describe('the audit of the packages that are deployed', () => {
  it('names each advisory once, with where to read about it', () => {
    expect(auditFindings(report, [], '2026-11-25')).toEqual([`parser (high): Reads what it should not, ${url}`]);
  });

  it('lives with an exception until its day, and not a day longer', () => {
    expect(auditFindings(report, [exception], '2026-12-31')).toEqual([]);
    expect(auditFindings(report, [exception], '2027-01-01')).toEqual([
      'The exception for GHSA-aaaa-bbbb-cccc ran out on 2026-12-31: look at it again.',
      `parser (high): Reads what it should not, ${url}`,
    ]);
  });

  it('knows an answer from none', () => {
    expect(whyUnanswered(report)).toBeUndefined();
    expect(whyUnanswered({ message: '405 Method Not Allowed', error: {} })).toBe('405 Method Not Allowed');
    expect(() => auditFindings({ something: 'else' }, [], '2026-11-25')).toThrow(/vulnerabilities/);
  });
});
