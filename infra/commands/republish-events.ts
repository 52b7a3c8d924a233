import { sleep } from '../../shared/clock.ts';
import { eventsBetween } from '../../shared/events/feed.ts';
import { publishEvents } from '../../shared/events/publish-events.ts';
import type { CobroEvent, EventType } from '../../shared/events/event-types.ts';

export interface Span {
  /** Instants of the commit, RFC 3339 UTC; `to` is included. */
  from: string;
  to: string;
  /** Only these types; all of them unless said. */
  types?: readonly EventType[];
}

const tries = 10;

/** Sends a page, again from where the bus stopped taking, with pauses. */
const send = async (events: readonly CobroEvent[], pauseMs: number): Promise<void> => {
  let open = events;
  for (let attempt = 1; open.length > 0; attempt += 1) {
    open = open.slice(await publishEvents(open));
    if (open.length === 0) return;
    if (attempt === tries) throw new Error(`The bus takes no more events; the next one would be ${open[0]?.id}.`);
    await sleep(pauseMs);
  }
};

/**
 * Sends the events of a span to the bus again, from the table, oldest first. They are the same events with the same ids:
 * our consumers do what they missed and nothing else; partners must know ids they have seen. Answers how many.
 */
export const republishEvents = async ({ from, to, types }: Span, pauseMs = 1000): Promise<number> => {
  let sent = 0;
  for await (const page of eventsBetween(from, to)) {
    const chosen = types ? page.filter(({ type }) => types.includes(type)) : page;
    await send(chosen, pauseMs);
    sent += chosen.length;
  }
  return sent;
};
