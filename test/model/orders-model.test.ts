import { describe, it } from 'vitest';
import { place } from './commands/orders.ts';
import { receive } from './commands/stock.ts';
import { runSequences } from './sequences.ts';

describe('any sequence of commands', () => {
  it(
    'leaves orders, stock and pick lists, and what follows from them, as the model of the business says',
    () =>
      runSequences({
        seed: 20_261_126,
        beginning: [receive, receive, place],
        mix: { place: 5, cancelPart: 2, review: 2, receive: 4, count: 2, pickShort: 2, shipOut: 5, pay: 2 },
      }),
    900_000,
  );
});
