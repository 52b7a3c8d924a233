/** Takes a request, or answers how many seconds to wait. */
export type RateLimit = () => { wait: number } | undefined;

/** No limit: what the embedded mode has unless it is asked for one. */
export const unlimited: RateLimit = () => undefined;

/**
 * A token bucket as API Gateway throttles a stage: `perSecond` requests on average, twice as many at once. `now` in ms.
 */
export const newRateLimit = (perSecond: number, now: () => number): RateLimit => {
  const burst = perSecond * 2;
  let tokens = burst;
  let seen = now();
  return () => {
    const at = now();
    tokens = Math.min(burst, tokens + ((at - seen) / 1000) * perSecond);
    seen = at;
    if (tokens < 1) return { wait: Math.max(1, Math.ceil((1 - tokens) / perSecond)) };
    tokens -= 1;
    return undefined;
  };
};
