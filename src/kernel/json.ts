/** The values that a JSON text can hold. No `undefined`: a member is there or it is not. */

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export type JsonObject = { readonly [key: string]: Json };
