/** What a change of a layout's fields leaves behind. Pure. */
import {
  fieldOf,
  type LayoutField,
  type LayoutName,
  type LayoutOrigin,
  type LayoutValue,
  layoutDesigns,
} from './design.ts';
import type { LayoutState } from './read.ts';
import { maskedAccount } from './values.ts';

/** Ready to be stored: a value that was read by the field's own rules, or an account that was sealed. */
export type FieldWrite = {
  field: LayoutField;
  /** The field's version as the writer saw it; null: whatever it is. */
  expected: number | null;
} & ({ value: LayoutValue } | { account: { sealed: Buffer; ending: string } | null });

/** Before and after, field by field; of an account no more than everybody sees. */
export function traceOf(what: {
  layout: LayoutName;
  origin: LayoutOrigin;
  before: LayoutState;
  changes: readonly FieldWrite[];
  confirmed: readonly string[];
}): Record<string, unknown> {
  const { layout, origin, before, changes, confirmed } = what;
  const changed = changes.map((write) => {
    const there = before.fields[write.field.key];
    const pair =
      'account' in write
        ? {
            before: maskedAccount(there?.ending ?? null) || null,
            after: write.account && maskedAccount(write.account.ending),
          }
        : { before: there?.value ?? null, after: write.value };
    return [write.field.key, pair] as const;
  });
  const touched = [...changes.map(({ field }) => field.key), ...confirmed];
  return {
    layout,
    origin,
    name: touched.map((key) => fieldOf(layout, key)?.label ?? key).join(', '),
    of: layoutDesigns[layout].label,
    changes: Object.fromEntries(changed),
    ...(confirmed.length > 0 && { confirmed }),
  };
}
