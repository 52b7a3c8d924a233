/** Every chapter of docs/runbook.md that an alarm leads to; a test compares them with its headings. */
export type RunbookChapter =
  | 'the-api-answers-with-errors'
  | 'a-function-fails'
  | 'functions-are-throttled'
  | 'work-lies-in-a-dead-letter-queue'
  | 'a-stream-consumer-lags'
  | 'a-lifecycle-gave-up'
  | 'a-schedule-was-missed'
  | 'mails-bounce'
  | 'customers-complain-about-mails'
  | 'mails-are-refused-for-good'
  | 'the-table-throttles'
  | 'the-table-fails';

/** Where whoever is woken reads on. */
export const runbookPage = (chapter: RunbookChapter): string => `docs/runbook.md#${chapter}`;
