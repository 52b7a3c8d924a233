import * as z from 'zod';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const Json: z.ZodType<Json> = z.json();

/** The value as it would come over the wire; what JSON cannot say is null. */
export const toJson = (value: unknown): Json => Json.parse(JSON.parse(JSON.stringify(value) ?? 'null'));
