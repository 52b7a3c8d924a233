import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { auditFindings, AuditException, whyUnanswered } from '../audit-findings.ts';

/*
 * npm run audit: known weaknesses of the packages that are deployed, but for the dated exceptions of
 * infra/audit-exceptions.json. Where the registry has no such service it says so and goes on.
 */

const file = join(import.meta.dirname, '../audit-exceptions.json');
const exceptions = z.array(AuditException).parse(JSON.parse(readFileSync(file, 'utf8')));
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
const report: unknown = JSON.parse(stdout || '{"message":"npm said nothing"}');
const unanswered = whyUnanswered(report);
const today = new Date().toISOString().slice(0, 10);
const findings = auditFindings(unanswered === undefined ? report : { vulnerabilities: {} }, exceptions, today);
if (unanswered !== undefined) {
  process.stdout.write(`NOT AUDITED: the registry does not say what is known of packages (${unanswered}).\n`);
}
for (const finding of findings) process.stderr.write(`${finding}\n`);
if (findings.length > 0) process.exitCode = 1;
else if (unanswered === undefined) process.stdout.write('Nothing is known against the packages that are deployed.\n');
