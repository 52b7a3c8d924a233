import * as z from 'zod';

/** What a strict object takes beside its fields. */
let nothing: z.ZodNever | undefined;

/** An ordinary schema of zod, but for its fields: zod asks for them at its first use, and here they are made then. */
const withFields = (fields: () => z.core.$ZodShape, catchall?: z.ZodType): z.ZodObject => {
  let made: z.core.$ZodShape | undefined;
  return new z.ZodObject({
    type: 'object',
    catchall,
    get shape() {
      return (made ??= fields());
    },
  });
};

/**
 * z.object, whose fields are made when the schema is first used. A function imports the schemas of all it may ever do and
 * a call uses a few, while making all of them took a quarter of the start. `extend` and `pick` use the schema they are
 * called on: what is derived is put off when it is written out of `shape`.
 */
export function lazyObject<S extends z.core.$ZodLooseShape>(fields: () => S): ReturnType<typeof z.object<S>>;
export function lazyObject(fields: () => z.core.$ZodShape): z.ZodObject {
  return withFields(fields);
}

/** z.strictObject, whose fields are made when the schema is first used; see lazyObject. */
export function lazyStrictObject<S extends z.core.$ZodLooseShape>(
  fields: () => S,
): ReturnType<typeof z.strictObject<S>>;
export function lazyStrictObject(fields: () => z.core.$ZodShape): z.ZodObject {
  return withFields(fields, (nothing ??= z.never()));
}
