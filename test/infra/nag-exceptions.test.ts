import { Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { cobroApp } from '../../infra/cobro-app.ts';
import { domains } from '../../infra/domains/index.ts';
import { nagExceptions } from '../../infra/nag-exceptions.ts';
import { readTenants } from '../../infra/read-tenants.ts';
import { noCode } from './make-stacks.ts';

const Report = z.object({
  pluginReports: z.array(
    z.object({ violations: z.array(z.object({ ruleName: z.string(), violatingConstructs: z.array(z.unknown()) })) }),
  ),
});

const makeApp = () => {
  const outdir = mkdtempSync(join(tmpdir(), 'cdk-'));
  return { outdir, ...cobroApp({ tenants: readTenants(), domains, codeOf: noCode, outdir }) };
};

describe("AWS's rules for good architecture", () => {
  it('are followed by every tenant, but for the exceptions with their reasons', () => {
    const { app, outdir } = makeApp();
    app.synth();
    const report = Report.parse(JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')));
    expect(report.pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
  });

  it('stop the synthesis when something new breaks one', () => {
    const { app } = makeApp();
    expect(new Bucket(new Stack(app, 'careless'), 'Open')).toBeDefined();
    expect(() => app.synth()).toThrow('AwsSolutions-S10');
  });

  it('stop the synthesis when a region lacks a service, such as mail in Spain', () => {
    const [tenant] = readTenants();
    const tenants = tenant ? [{ ...tenant, region: 'eu-south-2' }] : [];
    expect(() => cobroApp({ tenants, domains, codeOf: noCode }).app.synth()).toThrow(
      "'AWS::SES::ConfigurationSet' does not exist in 'eu-south-2'",
    );
  });

  it('are excepted only where something exists to except', () => {
    const { app } = makeApp();
    const paths = app.node.findAll().map(({ node }) => node.path);
    const idle = nagExceptions.filter(({ where }) => !paths.some((path) => where.test(path)));
    expect(idle).toEqual([]);
  });
});
