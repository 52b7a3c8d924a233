import type { Model } from './model.ts';
import { sum } from './money.ts';
import { creditLeft, dueOf, unappliedOf } from './things.ts';

/** What all finished sequences together must have left in the ledger. */
export class Books {
  sequences = 0;
  private readonly totals = new Map<string, number>();

  add({ invoices, payments, notes }: Model): void {
    this.sequences += 1;
    const left = {
      receivables: sum(invoices.map(dueOf)),
      // A credited invoice is taken back whole.
      revenue: sum(notes.map(({ invoice }) => invoice.net)) - sum(invoices.map((one) => one.net)),
      output_tax:
        sum(notes.map(({ invoice }) => invoice.gross - invoice.net)) - sum(invoices.map((one) => one.gross - one.net)),
      rounding: sum(invoices.map((one) => one.discounted)),
      bank: sum(payments.map((one) => one.amount)),
      customer_credit: -sum(payments.map(unappliedOf)) - sum(notes.map(creditLeft)),
      refunds_payable: -sum([...payments, ...notes].map((one) => one.refunded)),
    };
    for (const [account, balance] of Object.entries(left)) {
      this.totals.set(account, (this.totals.get(account) ?? 0) + balance);
    }
  }

  /** Debit less credit, by account. */
  balances(): Map<string, number> {
    return this.totals;
  }
}
