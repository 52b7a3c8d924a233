import * as z from 'zod';

/*
 * Where the lifecycle may read and write: plain paths such as $.order.lines[0]. AWS and the embedded interpreter use
 * different JSONPath engines, which agree on these; filters, wildcards, `..` and intrinsic functions are not in the
 * subset.
 */

const step = String.raw`(?:\.[A-Za-z_]\w*|\[\d+\])`;
/** What the embedded interpreter knows of the context object, with the same values as on AWS. */
const context = String.raw`\$\.(?:Execution\.(?:Id|Name|Input)|StateMachine\.(?:Id|Name)|Task\.Token)`;

/** A place in the input, or in the context object. */
export const Path = z
  .string()
  .regex(new RegExp(String.raw`^\$(?:${context})?${step}*$`), 'is no plain path ($.name, $.list[0], $$.Task.Token)');

/** Where a result is put into the input. */
export const ReferencePath = z.string().regex(/^\$(?:\.[A-Za-z_]\w*)*$/, 'is no plain path ($ or $.name)');

const isList = (value: z.core.util.JSONType): value is z.core.util.JSONType[] => Array.isArray(value);

/** The values of a template that are read as paths (their names end in ".$") and are none of ours. */
const wrongPaths = (value: z.core.util.JSONType): string[] => {
  if (value === null || typeof value !== 'object') return [];
  if (isList(value)) return value.flatMap(wrongPaths);
  return Object.entries(value).flatMap(([name, inner]) => {
    if (!name.endsWith('.$')) return wrongPaths(inner);
    return Path.safeParse(inner).success ? [] : [`${name}: ${JSON.stringify(inner)}`];
  });
};

/** Parameters, ResultSelector: plain values, and paths under names that end in ".$". */
export const Template = z.json().superRefine((value, check) => {
  for (const wrong of wrongPaths(value)) {
    check.addIssue({
      code: 'custom',
      message: `${wrong} is no plain path (intrinsic functions are not in the subset)`,
    });
  }
});
