import * as z from 'zod';
import type { DocumentName } from '../documents/document-folders.ts';

/** The largest file that may be uploaded. */
export const largestUpload = 50 * 1024 * 1024;

/** What POST /v1/uploads takes. */
export const UploadInput = z.strictObject({
  contentType: z.enum(['text/csv', 'text/plain', 'application/xml']),
  bytes: z.int().check(z.gte(1), z.lte(largestUpload)),
});
export type UploadInput = z.infer<typeof UploadInput>;

/** Where to PUT the file (with the same content type and length), and until when. */
export const Upload = z.object({ uploadId: z.string(), url: z.url(), expiresAt: z.iso.datetime() });
export type Upload = z.infer<typeof Upload>;

/** A promised upload as stored: whose it is. */
export const StoredUpload = UploadInput.extend({ uploadId: z.string(), client: z.string() }).strip();
export type StoredUpload = z.infer<typeof StoredUpload>;

export const uploadName = (uploadId: string) => `uploads/${uploadId}` as const satisfies DocumentName;
