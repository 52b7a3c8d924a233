import type { CobroClient } from './client.ts';
import { startCobro } from './cobro.ts';

/** A tenant for a journey: its own embedded one, or the deployed one that `npm run test:cloud` names. */
export interface Anywhere extends CobroClient {
  /** Stops and starts it on the same data; only where that can be done. */
  restart?: () => Promise<void>;
  stop(): Promise<void>;
}

/** What `npm run test:cloud` hands to the journeys: the file that describes the deployed tenant. */
export const deployedTenant = process.env['COBRO_DEPLOYED'];

/** Journeys that start here run the same on the embedded engine and on a deployed tenant. */
export const openTenant = async (): Promise<Anywhere> =>
  deployedTenant === undefined ? startCobro() : (await import('../cloud/deployed-client.ts')).connectTo(deployedTenant);
