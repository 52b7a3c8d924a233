/** The folders of the document bucket, and for how many days what lies there is kept. null: for ever. */
export const documentFolders = {
  /** Issued invoices and credit notes: kept as the law requires, and longer. */
  invoices: { keptDays: null },
  /** Pro-formas of orders paid in advance, until they are paid or forgotten: they name people. */
  'pro-formas': { keptDays: 30 },
  /** Files that callers put there themselves, until they are used. */
  uploads: { keptDays: 30 },
  /** Files that imports work on. */
  imports: { keptDays: 30 },
  /** Answers to an Idempotency-Key that are too large for the table. */
  answers: { keptDays: 2 },
} as const satisfies Record<string, { keptDays: number | null }>;

export type DocumentFolder = keyof typeof documentFolders;

/** The name of a document in the bucket. */
export type DocumentName = `${DocumentFolder}/${string}`;

/** Whether a key of the bucket is the name of a document. */
export const isDocumentName = (key: string): key is DocumentName =>
  Object.keys(documentFolders).some((folder) => key.startsWith(`${folder}/`));
