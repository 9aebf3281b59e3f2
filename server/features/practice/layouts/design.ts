/** What a layout is made of, as data: its fields, how each is written, and which never leave. */
import { completionFields, completionGroups } from './completion-fields.ts';

export type Side = 'purchase' | 'sale';

export type FieldKind =
  /** Whole minor units, not negative. */
  | 'money'
  /** Hundredths of a percent. */
  | 'percent'
  /** YYYY-MM-DD */
  | 'date'
  /** HH:MM of the firm's clock. */
  | 'time'
  /** YYYY-MM-DDTHH:MM of the firm's clock. */
  | 'moment'
  | 'text'
  | 'long_text'
  | 'choice'
  | 'yes_no'
  /** Id of a contact. */
  | 'contact'
  | 'bank_account';

export interface LayoutField {
  key: string;
  label: string;
  group: string;
  kind: FieldKind;
  sides: readonly Side[];
  /** One short line under the field. */
  hint?: string;
  /** The most that it takes, where that is less than elsewhere. */
  max?: number;
  choices?: readonly { value: string; label: string }[];
  /** Worked out from the others, never written. */
  computed?: true;
  /** Sealed where it lies; shown by its last four digits, and part of no list, export, sync or e-mail. */
  bank?: true;
}

/** What stands in a field that is no bank account; null: nothing. */
export type LayoutValue = string | number | boolean | null;
export type LayoutValues = Readonly<Record<string, LayoutValue>>;

/** Who wrote a value: a person here, an accepted quote, or the practice system. */
export type LayoutOrigin = 'staff' | 'quote' | 'sync';

export interface LayoutDesign {
  /** Its part of the address. */
  path: string;
  label: string;
  groups: readonly { key: string; label: string }[];
  fields: readonly LayoutField[];
}

export type LayoutName = 'completion_details';

export const layoutDesigns: Readonly<Record<LayoutName, LayoutDesign>> = {
  completion_details: {
    path: 'completion-details',
    label: 'Completion Details',
    groups: completionGroups,
    fields: completionFields,
  },
};

/** The fields that are written and read like any other: no bank account, nothing computed. */
export function openFields(layout: LayoutName): LayoutField[] {
  return layoutDesigns[layout].fields.filter(({ bank, computed }) => !bank && !computed);
}

export function fieldOf(layout: LayoutName, key: string): LayoutField | undefined {
  return layoutDesigns[layout].fields.find((field) => field.key === key);
}
