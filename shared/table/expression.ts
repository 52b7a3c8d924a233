import type { Row } from './table.ts';

/** An attribute compared with a value, or the (non-)existence of the whole item. */
export type Condition =
  | 'exists'
  | 'missing'
  | { attribute: string; is: '=' | '<>' | '<' | '<=' | '>' | '>='; value: unknown }
  | { attribute: string; is: 'absent' | 'present' }
  | { anyOf: Condition[] };

/** Builds the expressions of one request: every attribute under an alias, every value under a placeholder. */
export class Expression {
  readonly names: Record<string, string> = {};
  readonly values: Row = {};

  name(attribute: string): string {
    const alias = `#${attribute}`;
    this.names[alias] = attribute;
    return alias;
  }

  value(value: unknown): string {
    const alias = `:v${Object.keys(this.values).length}`;
    this.values[alias] = value;
    return alias;
  }

  condition(condition: Condition): string {
    if (condition === 'exists') return `attribute_exists(${this.name('pk')})`;
    if (condition === 'missing') return `attribute_not_exists(${this.name('pk')})`;
    if ('anyOf' in condition) return `(${condition.anyOf.map((one) => this.condition(one)).join(' OR ')})`;
    const name = this.name(condition.attribute);
    if (condition.is === 'absent') return `attribute_not_exists(${name})`;
    if (condition.is === 'present') return `attribute_exists(${name})`;
    return `${name} ${condition.is} ${this.value('value' in condition ? condition.value : undefined)}`;
  }

  all(conditions: Condition[] | undefined): string | undefined {
    return conditions?.length ? conditions.map((one) => this.condition(one)).join(' AND ') : undefined;
  }

  attributes(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: Row } {
    return {
      ExpressionAttributeNames: Object.keys(this.names).length > 0 ? this.names : undefined,
      ExpressionAttributeValues: Object.keys(this.values).length > 0 ? this.values : undefined,
    };
  }
}
