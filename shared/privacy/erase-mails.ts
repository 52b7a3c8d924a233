import * as z from 'zod';
import type { Call } from '../call.ts';
import { keys } from '../table/table-map.ts';
import { queryAllRows } from '../table/table.ts';
import { deciding, Work } from '../table/work.ts';

const MailRow = z.looseObject({
  pk: z.string(),
  sk: z.string(),
  version: z.int(),
  address: z.string().optional(),
  refusedAddress: z.string().optional(),
});

/** What mails about a thing remember of the address they went to: its fingerprints. That they were sent stays. */
export const eraseMails = (about: string, call: Call): Promise<void> =>
  deciding(async () => {
    const work = new Work(call);
    const rows = await queryAllRows({ pk: keys.mail(about, '').pk });
    for (const { address, refusedAddress, ...row } of rows.map((one) => MailRow.parse(one))) {
      if (address === undefined && refusedAddress === undefined) continue;
      work.put({ ...row, version: row.version + 1 }, { version: row.version });
    }
    await work.commit();
  });
