import * as z from 'zod';
import { Finding } from '../errors.ts';

/** What can be imported. */
export const ImportKind = z.enum(['products', 'customers', 'orders']);
export type ImportKind = z.infer<typeof ImportKind>;

/** More rows than this are refused: they would keep others waiting for hours. */
export const mostRows = 50_000;

export const ImportStatus = z.enum(['processing', 'done', 'refused']);

const Counts = z.object({
  /** Rows looked at so far, the line of names not counted. */
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  /** Things that were there already, just as the file has them. */
  unchanged: z.int(),
  refused: z.int(),
});
export type ImportCounts = z.infer<typeof Counts>;

/** An import as GET /v1/imports/{id} answers it. */
export const Import = z.object({
  id: z.string(),
  kind: ImportKind,
  status: ImportStatus,
  /** The column whose value makes a row recognisable. */
  key: z.string(),
  /** Rows in the file; null until it was read once. */
  totalRows: z.int().nullable(),
  counts: Counts,
  /** Why the whole file was refused. */
  refusal: z.object({ code: z.string(), detail: z.string() }).optional(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().optional(),
  version: z.int().positive(),
});
export type Import = z.infer<typeof Import>;

/** What became of one row. For orders: of the rows that make up one order, counted from the first. */
export const ImportedRow = z.object({
  /** From 1; the line of names is not counted. */
  row: z.int().positive(),
  key: z.string(),
  result: z.enum(['created', 'updated', 'unchanged', 'refused']),
  /** The customer or order, or the sku. */
  id: z.string().nullable(),
  code: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(Finding).optional(),
});
export type ImportedRow = z.infer<typeof ImportedRow>;

/** An import as stored. */
export const StoredImport = Import.extend({
  /** Name of the file in the bucket. */
  source: z.templateLiteral([z.enum(['imports', 'uploads']), '/', z.string()]),
  /** Rows up to this one are done. */
  position: z.int(),
  client: z.string(),
  /** Whoever started it may set prices of orders. */
  mayOverride: z.boolean(),
  correlationId: z.string(),
  sequence: z.int(),
});
export type StoredImport = z.infer<typeof StoredImport>;

/** What POST /v1/imports/... takes instead of a file of its own. */
export const ImportUpload = z.strictObject({ uploadId: z.string().check(z.minLength(1), z.maxLength(64)) });
