import { cdk, command, stacksOf, tenantNamed } from './cdk.ts';

// npm run diff -- <tenant> [options of cdk diff]: what a deployment would change, without changing it.
await command(() => {
  const [name, ...options] = process.argv.slice(2);
  return cdk(['diff', ...stacksOf(tenantNamed(name)), ...options]);
});
