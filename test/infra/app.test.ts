import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

describe('the command that deploys', () => {
  it('synthesises a data stack and a service stack per tenant, without an account or a network', () => {
    const output = mkdtempSync(join(tmpdir(), 'cdk-'));
    const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
    execFileSync(process.execPath, [cdk, 'synth', '--quiet', '--output', output], {
      cwd: root,
      stdio: 'pipe',
      timeout: 150_000,
      // The app is started as "node", which must be the Node that runs this test.
      env: { PATH: `${join(root, 'node_modules/.bin')}:/usr/bin:/bin`, HOME: output, CI: 'true' },
    });
    const templates = readdirSync(output).filter((file) => file.endsWith('.template.json'));
    expect(templates.toSorted()).toEqual(
      ['acme', 'globex']
        .flatMap((name) => [`cobro-${name}-data`, `cobro-${name}-service`])
        .map((one) => `${one}.template.json`),
    );
  }, 180_000);
});
