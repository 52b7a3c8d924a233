/** The parts of dynalite 4 (Apache-2.0) that the engine runs: it ships no types. */
declare module 'dynalite/actions/*' {
  import type { Action } from './dynalite-types.ts';
  const action: Action;
  export default action;
}
declare module 'dynalite/validations/index.js' {
  import type { ParameterTypes, ActionStore, CheckedInput, CustomCheck } from './dynalite-types.ts';
  const validations: {
    /** Leaves out unknown members, in the given data too. Throws a SerializationException. */
    checkTypes<T = CheckedInput>(data: object, types: ParameterTypes): T;
    /** Throws a ValidationException; else leaves the parsed expressions in the data. */
    checkValidations<T = CheckedInput>(
      data: T,
      types: ParameterTypes,
      custom: ((data: T, store: Pick<ActionStore, 'options'>) => string | undefined) | undefined,
      store: Pick<ActionStore, 'options'>,
    ): void;
  };
  export default validations;
}
declare module 'dynalite/validations/*' {
  import type { CustomCheck, ParameterTypes } from './dynalite-types.ts';
  const validation: { types: ParameterTypes; custom?: CustomCheck };
  export default validation;
}
declare module 'dynalite/db/index.js' {
  import type { CheckedInput, KeySchema, TableDescription } from './dynalite-types.ts';
  import type { AttributeMap } from './attribute-map.ts';
  const db: {
    createKey(item: AttributeMap, table: TableDescription, keySchema?: KeySchema): string;
    /** A fault when the key does not fit the schema. */
    validateKey(key: AttributeMap, table: TableDescription): Error | null | undefined;
    validateItem(item: AttributeMap, table: TableDescription): Error | null | undefined;
    /** A fault when the condition does not hold. */
    checkConditional(data: CheckedInput, item: AttributeMap | undefined): Error | null | undefined;
  };
  export default db;
}
