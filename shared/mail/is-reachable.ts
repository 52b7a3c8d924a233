import { keys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import { Claim, fingerprint } from './send-once.ts';

/** Whether no mail about this thing was refused for good, or bounced, at this address. */
export const isReachable = async (about: string, address: string): Promise<boolean> => {
  const claims = (await queryAllRows({ pk: keys.mail(about, '').pk })).map((row) => Claim.parse(row));
  return !claims.some(({ state, refusedAddress }) => state === 'refused' && refusedAddress === fingerprint(address));
};
