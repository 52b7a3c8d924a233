import type { Call } from '../call.ts';
import { presignedPut } from '../documents/presigned-put.ts';
import { newId } from '../ids.ts';
import { keys } from '../table/table-map.ts';
import { Work } from '../table/work.ts';
import { type Upload, type UploadInput, uploadName } from './upload.ts';

/** How long the address takes the file (seconds). */
const validSeconds = 3600;
/** How long the promise is remembered; the file itself may be used as long. */
const rememberedSeconds = 30 * 24 * 3600;

/** Promises a place for a file of up to 50 MB: answers an address to PUT it to, good for an hour. */
export const startUpload = async (input: UploadInput, call: Call): Promise<Upload> => {
  const uploadId = newId('upl');
  const url = await presignedPut({ name: uploadName(uploadId), ...input, validSeconds });
  const seconds = Math.floor(Date.parse(call.at) / 1000);
  const upload: Upload = { uploadId, url, expiresAt: new Date((seconds + validSeconds) * 1000).toISOString() };
  const work = new Work(call);
  work.put(
    { ...keys.upload(uploadId), ...input, uploadId, client: call.actor, expiresAt: seconds + rememberedSeconds },
    'new',
  );
  work.answer(201, upload);
  await work.commit();
  return upload;
};
