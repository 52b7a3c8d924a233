/** What a code of an answer means to the caller: its HTTP status, how it comes about, and what to do about it. */
export interface ProblemMeaning {
  status: 400 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503;
  cause: string;
  wayOut: string;
}
