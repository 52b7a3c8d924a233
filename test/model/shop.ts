import { randomUUID } from 'node:crypto';
import { address } from '../make/business.ts';
import type { Answer } from '../make/client.ts';
import type { Cobro } from '../make/cobro.ts';
import type { Books } from './books.ts';
import { Comparison } from './compare.ts';
import { type Model, type Outcome } from './model.ts';
import type { TaxCategory } from './money.ts';
import type { Rounds } from './rounds.ts';
import { same } from './same.ts';
import type { Customer, Sku } from './things.ts';

/** What all sequences share: the running Cobro, its day, and the step they keep. */
export interface House {
  cobro: Cobro;
  rounds: Rounds;
  /** The tenant's calendar date. */
  today: string;
  /** Kinds of commands that ran. */
  kinds: Set<string>;
  /** How often each request was carried out, and how often refused. */
  ran: Map<string, { done: number; refused: number }>;
  books: Books;
  /** The lane in which something has gone wrong. */
  failing: number | undefined;
}

/** A request that was carried out: asked again under its key, it answers the same and does nothing. */
interface Sent {
  path: string;
  body: unknown;
  key: string;
  status: number;
  answer: unknown;
  on: string;
}

/** Prices that leave cents to round, one rate each. */
const catalogue: { unitPrice: number; category: TaxCategory; kind: 'goods' | 'service' }[] = [
  { unitPrice: 1000, category: 'standard', kind: 'goods' },
  { unitPrice: 333, category: 'standard', kind: 'goods' },
  { unitPrice: 777, category: 'reduced', kind: 'goods' },
  { unitPrice: 455, category: 'standard', kind: 'service' },
];

/** How many of the first of the catalogue lie in warehouses. */
export const stocked = 3;
export const sold = catalogue.length;

let sequences = 0;

/** One sequence's view of the product: customers and skus of its own, and everything it has sent. */
export class Shop {
  readonly house: House;
  readonly model: Model;
  readonly sent: Sent[] = [];
  private readonly name: string;
  private readonly comparison: Comparison;

  constructor(house: House, model: Model) {
    this.house = house;
    this.model = model;
    sequences += 1;
    this.name = `M${sequences}`;
    this.comparison = new Comparison(house, model);
  }

  /** The customer of a number, made when first named: the first pays at once, the second in thirty days. */
  async customer(number: number): Promise<Customer> {
    const at = number % 2;
    for (let next = this.model.customers.length; next <= at; next += 1) {
      const netDays = next === 0 ? 0 : 30;
      const { id } = await this.house.cobro.post('/v1/customers', {
        name: `${this.name} ${next}`,
        email: `${this.name.toLowerCase()}-${next}@model.example`,
        language: 'en',
        billingAddress: address,
        paymentTerms: { netDays },
      });
      const limit = next === 0 ? 12_000 : 40_000;
      await this.house.cobro.put(`/v1/customers/${id}/credit`, { limit });
      this.model.customers.push({ id, limit, hold: 'auto', netDays });
    }
    return this.model.customers[at]!;
  }

  /** The sku of a number, made when first named, with nothing in stock. */
  async sku(number: number): Promise<Sku> {
    const at = number % catalogue.length;
    for (let next = this.model.skus.length; next <= at; next += 1) {
      const { unitPrice, category, kind } = catalogue[next]!;
      const sku = `${this.name}-${next}`;
      const weight = kind === 'goods' ? { weightGrams: 100 } : {};
      const product = { name: sku, kind, unitPrice, currency: 'EUR', taxCategory: category, ...weight };
      await this.house.cobro.put(`/v1/products/${sku}`, product);
      this.model.skus.push({ sku, unitPrice, category, isService: kind === 'service', onHand: new Map() });
    }
    return this.model.skus[at]!;
  }

  /** Sends a POST under a key of its own, and remembers it when it was carried out. */
  async post(path: string, body: unknown): Promise<Answer> {
    const key = randomUUID();
    const answer = await this.house.cobro.request('POST', path, body, { key });
    if (answer.status < 300) {
      this.sent.push({ path, body, key, status: answer.status, answer: answer.body, on: this.house.today });
    }
    return answer;
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.house.cobro.request('PUT', path, body);
  }

  delete(path: string): Promise<Answer> {
    return this.house.cobro.request('DELETE', path);
  }

  /** Holds an answer against what the model says; a refusal also by its code. */
  expect(name: string, answer: Answer, outcome: Outcome): void {
    const code = answer.status >= 400 ? { code: answer.body?.code } : {};
    same(name, { status: answer.status, ...code }, outcome);
    const counts = this.house.ran.get(name) ?? { done: 0, refused: 0 };
    counts[answer.status < 300 ? 'done' : 'refused'] += 1;
    this.house.ran.set(name, counts);
  }

  /** Waits until everything has settled and holds the product against the model. */
  async settled(wish?: string): Promise<void> {
    await this.house.rounds.settled(wish);
    await this.comparison.afterCommand();
  }

  /** The whole state, at the end of the sequence. */
  finish(): Promise<void> {
    return this.comparison.everything();
  }
}
