import type { Call } from '../call.ts';
import { findDocumentFacts } from '../documents/document-store.ts';
import { Conflict, Unprocessable } from '../errors.ts';
import { idPattern } from '../ids.ts';
import { keys } from '../table/table-map.ts';
import { getRow } from '../table/table.ts';
import { StoredUpload, uploadName } from './upload.ts';

const pattern = idPattern('upl');

/**
 * The promised upload whose file has arrived. 422 `unknown_upload` when nothing was promised to this client under the
 * id, 409 `upload_incomplete` while the file is not there or has another length than was said.
 */
export const requireUpload = async (uploadId: string, call: Call): Promise<StoredUpload> => {
  const row = pattern.test(uploadId) ? await getRow(keys.upload(uploadId)) : undefined;
  const upload = row && StoredUpload.parse(row);
  if (upload?.client !== call.actor) throw new Unprocessable('unknown_upload', 'There is no such upload of yours.');
  const facts = await findDocumentFacts(uploadName(uploadId));
  if (facts?.bytes === upload.bytes) return upload;
  const found = facts ? `has ${facts.bytes} bytes instead of ${upload.bytes}` : 'has not arrived yet';
  throw new Conflict('upload_incomplete', `The file of this upload ${found}. PUT it to the address you were given.`);
};
