import { machineMs } from '../../shared/clock.ts';
import { type Gate, newGate } from './gate.ts';

/**
 * While any function answers HTTP: so many that work alone run at once, and the next begins so long (ms) after the last.
 * One process does what Lambda does with many, so each that runs beside takes its share of it. Two, so that one that is
 * stuck does not stop the other. Nobody waits for ever: under constant load the rest goes on at this pace, and whoever
 * publishes events waits in the same row as what follows from them, so that the row stays short.
 */
const besideHttp = { places: 2, everyMs: 20 };

/** The gate of functions that work alone. */
export interface AloneGate extends Gate {
  /** A function that answers HTTP begins. */
  answering(): void;
  /** And ends. */
  answered(): void;
}

/** Lets in as many as `places` when nobody is answered over HTTP, else few and at a pace. */
export const newAloneGate = (places: number): AloneGate => {
  let answering = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const placesNow = (): number => {
    if (answering === 0) return places;
    const early = lastMs + besideHttp.everyMs - machineMs();
    if (early <= 0) return Math.min(besideHttp.places, places);
    timer ??= setTimeout(() => {
      timer = undefined;
      gate.look();
    }, early);
    return 0;
  };
  const gate = newGate(placesNow, () => {
    lastMs = machineMs();
  });
  return {
    ...gate,
    answering: () => {
      answering += 1;
    },
    answered: () => {
      answering -= 1;
      if (answering === 0) gate.look();
    },
  };
};
