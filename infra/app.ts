import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundle } from './bundle.ts';
import { cobroApp } from './cobro-app.ts';
import { allFunctions, domains } from './domains/index.ts';
import { readTenants } from './read-tenants.ts';

const folders = await bundle(allFunctions);

/** Each function's code is its own folder: a change in one context leaves the others' functions as they are. */
const codeOf = ({ name }: { name: string }): Code => {
  const folder = folders.get(name);
  if (folder === undefined) throw new Error(`The function "${name}" was not bundled.`);
  return Code.fromAsset(folder);
};

cobroApp({ tenants: readTenants(), domains, codeOf }).app.synth();
