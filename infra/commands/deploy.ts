import { cdk, command, stacksOf, tenantNamed } from './cdk.ts';
import { checkAccount, inWords } from './check-account.ts';

// npm run deploy -- <tenant> [options of cdk deploy]: says what the account lacks, then deploys both stacks.
await command(async () => {
  const [name, ...options] = process.argv.slice(2);
  const tenant = tenantNamed(name);
  console.log(inWords(await checkAccount(tenant)));
  return cdk(['deploy', ...stacksOf(tenant), ...options]);
});
