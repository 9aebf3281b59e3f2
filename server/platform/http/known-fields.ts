import { z } from 'zod';

type Schema = z.core.$ZodType;

/**
 * The same schema, refusing fields that it does not declare, at every depth: a misspelt field is told, instead of being
 * dropped in silence. Objects that say themselves what else they take (`z.looseObject`) keep their word. Throws for a
 * schema whose objects it cannot reach, so that no route escapes unseen.
 */
export function refusingUnknownFields(schema: z.ZodType): z.ZodType;
export function refusingUnknownFields(schema: Schema): Schema;
export function refusingUnknownFields(schema: Schema): Schema {
  const again = refusingUnknownFields;
  const keeping = { parent: true } as const; // descriptions hang on the schema that a clone comes from
  if (schema instanceof z.ZodObject) {
    const { def } = schema;
    const shape = Object.fromEntries(Object.entries(def.shape).map(([key, part]) => [key, again(part)]));
    return schema.clone({ ...def, shape, catchall: def.catchall ?? z.never() }, keeping);
  }
  if (schema instanceof z.ZodOptional)
    return schema.clone({ ...schema.def, innerType: again(schema.def.innerType) }, keeping);
  if (schema instanceof z.ZodNullable)
    return schema.clone({ ...schema.def, innerType: again(schema.def.innerType) }, keeping);
  if (schema instanceof z.ZodNonOptional)
    return schema.clone({ ...schema.def, innerType: again(schema.def.innerType) }, keeping);
  if (schema instanceof z.ZodDefault)
    return schema.clone({ ...schema.def, innerType: again(schema.def.innerType) }, keeping);
  if (schema instanceof z.ZodArray)
    return schema.clone({ ...schema.def, element: again(schema.def.element) }, keeping);
  if (schema instanceof z.ZodRecord)
    return schema.clone({ ...schema.def, valueType: again(schema.def.valueType) }, keeping);
  if (schema instanceof z.ZodUnion)
    return schema.clone(
      { ...schema.def, options: schema.def.options.map((option) => again(option)) },
      keeping,
    );
  if (schema instanceof z.ZodPipe)
    return schema.clone({ ...schema.def, in: again(schema.def.in), out: again(schema.def.out) }, keeping);
  if (unreached.some((kind) => schema instanceof kind))
    throw new Error(`unknown fields cannot be refused inside a schema of type ${schema._zod.def.type}`);
  return schema;
}

const unreached = [
  z.ZodIntersection,
  z.ZodLazy,
  z.ZodTuple,
  z.ZodMap,
  z.ZodSet,
  z.ZodReadonly,
  z.ZodCatch,
  z.ZodPrefault,
];

/** A change that names no field is a mistake of the caller, too; the version alone changes nothing. */
export function namingSomething(schema: z.ZodType): z.ZodType {
  return schema.refine(
    (body) =>
      typeof body !== 'object' || body === null || Object.keys(body).some((field) => field !== 'version'),
    'There is nothing to change: the body names no field of this record.',
  );
}
