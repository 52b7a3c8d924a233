import { describe, it } from 'vitest';
import { place } from './commands/orders.ts';
import { pay } from './commands/payments.ts';
import { receive } from './commands/stock.ts';
import { shipOut } from './commands/warehouse.ts';
import { runSequences } from './sequences.ts';

const often = { place: 4, receive: 4, shipOut: 8, pay: 8, allocate: 4, undo: 4 };
const attimes = {
  creditInvoice: 5,
  allocateCredit: 8,
  refundCredit: 4,
  refund: 2,
  setLimit: 2,
  setHold: 2,
  cancelPart: 2,
  cancelWhole: 2,
  review: 2,
};

describe('any sequence of commands after a first delivery that was paid in whole or part', () => {
  it(
    'leaves credit, invoices and payments, and what follows from them, as the model of the business says',
    () =>
      runSequences({
        seed: 20_271_126,
        beginning: [receive, receive, place, shipOut, pay, place],
        mix: { ...often, ...attimes },
      }),
    900_000,
  );
});
