import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { Tenant } from '../../shared/tenant.ts';

/** What the runner hands to the journeys about one deployed tenant: a file of its own, named by COBRO_DEPLOYED. */
export const Deployed = z.object({
  tenant: Tenant,
  endpoint: z.string(),
  /** Origin and path under which the gateway answers. */
  api: z.string(),
  lifecycleArn: z.string(),
  tableName: z.string(),
  busName: z.string(),
  /** Hears every event of the tenant's bus from the beginning. */
  listenerUrl: z.string(),
  issuer: z.string(),
  /** PKCS 8 of the issuer. */
  key: z.string(),
  /** Folder of all tenants' raw mails. */
  mails: z.string(),
  /** A tenant that was brought back: events since `from` are on the bus again; what had run before that. */
  broughtBack: z.object({ from: z.string(), runsBefore: z.record(z.string(), z.int()) }).optional(),
});
export type Deployed = z.infer<typeof Deployed>;

export const readDeployed = (file: string): Deployed => Deployed.parse(JSON.parse(readFileSync(file, 'utf8')));

/** Options of every SDK client; addresses and credentials come from the environment. */
export const clientFor = ({ tenant }: Deployed): { region: string } => ({ region: tenant.region });
