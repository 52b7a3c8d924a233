/**
 * The only place that reads the machine's clock. Business code asks `now()`; the embedded mode moves the business
 * clock forward with `advanceClock` and everything that decides by time follows.
 */
let offsetMs = 0;

/** The business time, as a Date. On AWS this is the machine's time. */
export const now = (): Date => new Date(Date.now() + offsetMs);

/** The business time as an RFC 3339 UTC instant with milliseconds. */
export const nowIso = (): string => now().toISOString();

/** The machine's own time in milliseconds, for measuring durations only. */
export const machineMs = (): number => performance.now();

/** The machine's own time as epoch milliseconds: CloudWatch takes no metrics from the future. */
export const machineTime = (): number => Date.now();

/** Sets how far (milliseconds) the business clock runs ahead of the machine. Embedded mode and tests only. */
export const setClockOffset = (ms: number): void => {
  offsetMs = ms;
};

/** How far (milliseconds) the business clock runs ahead of the machine. */
export const clockOffset = (): number => offsetMs;

/** A random fraction in [0, 1), for jitter. Stands here so that chance, like time, has one door. */
export const chance = (): number => Math.random();

/** Waits for that many milliseconds of machine time. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
