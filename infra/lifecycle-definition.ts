import { withinSubset } from './lifecycle-subset.ts';

/** Names between `${` and `}`: the functions a definition calls. */
const placeholder = /\$\{([^}]+)\}/g;

/**
 * The definition with every `${function-name}` replaced by that function's ARN. Throws when a state calls a function
 * that is no task of the lifecycle, and when a declared task is called by no state: either would fail only in the
 * middle of an order. Throws also when it uses more of the language than the embedded mode understands.
 */
export const lifecycleDefinition = (asl: string, functionArns: ReadonlyMap<string, string>): string => {
  withinSubset(asl);
  const called = new Set<string>();
  const definition = asl.replaceAll(placeholder, (_, name: string) => {
    const arn = functionArns.get(name);
    if (arn === undefined) {
      throw new Error(`The order lifecycle calls "${name}", but no function of that name has the trigger "lifecycle".`);
    }
    called.add(name);
    return arn;
  });
  for (const name of functionArns.keys()) {
    if (!called.has(name)) throw new Error(`"${name}" is declared as a task of the lifecycle, but no state calls it.`);
  }
  return definition;
};
