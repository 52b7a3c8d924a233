import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { alarmsPage } from './docs/alarms-page.ts';
import { dataModelPage } from './docs/data-model-page.ts';
import { errorsPage } from './docs/errors-page.ts';
import { eventSchemas, eventsPage } from './docs/events-page.ts';
import { lifecyclePage } from './docs/lifecycle-page.ts';
import { openApiDocument } from './docs/openapi-document.ts';
import { tenantPage } from './docs/tenant-page.ts';
import { readTenant } from './read-tenants.ts';
import { mailFiles } from './write-mails.ts';

/** A generated file: path from the repository root, and what it must hold. */
interface GeneratedFile {
  path: string;
  content: string;
}

const root = resolve(import.meta.dirname, '..');

const Package = z.object({ version: z.string() });
const versionOf = (): string => Package.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))).version;

const files = async (): Promise<GeneratedFile[]> => [
  { path: 'docs/alarms.md', content: alarmsPage(readTenant(join(root, 'infra/tenants/acme.json'))) },
  { path: 'docs/data-model.md', content: dataModelPage() },
  { path: 'docs/errors.md', content: errorsPage() },
  { path: 'docs/events.md', content: eventsPage() },
  { path: 'docs/lifecycle.md', content: lifecyclePage() },
  { path: 'docs/openapi.json', content: `${JSON.stringify(openApiDocument(versionOf()), null, 2)}\n` },
  { path: 'docs/tenant.md', content: tenantPage() },
  ...eventSchemas(),
  ...(await mailFiles()),
];

const isStale = ({ path, content }: GeneratedFile): boolean => {
  const file = join(root, path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== content;
};

/** `npm run docs` writes what is generated; with --check it fails when a file is not what the code says. */
const run = async (): Promise<void> => {
  const stale = (await files()).filter(isStale);
  if (process.argv.includes('--check')) {
    if (stale.length === 0) return;
    process.stderr.write(`Stale: ${stale.map(({ path }) => path).join(', ')}. Run "npm run docs" and commit.\n`);
    process.exitCode = 1;
    return;
  }
  for (const { path, content } of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    process.stdout.write(`wrote ${path}\n`);
  }
};

await run();
