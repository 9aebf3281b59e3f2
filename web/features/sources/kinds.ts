/** What each kind of phone system wants to know, and what there is to do before and after; as data. */
import type { Api } from '../../api/contract.ts';
import type { SourceKind } from './source.ts';

export type NewSource = Api['POST /api/v1/sources']['body'];
export type FieldName =
  | 'clientId'
  | 'clientSecret'
  | 'assertion'
  | 'apiKey'
  | 'accountId'
  | 'authToken'
  | 'apiUrl';

export type KindForm = {
  kind: SourceKind;
  fields: readonly { name: FieldName; secret: boolean; required: boolean }[];
  before: readonly BeforeStep[];
  after: readonly AfterStep[];
  /** Where to go when it is connected. */
  goTo: 'people' | 'import' | 'overview';
  /** Whether a person has to take the address, and the secret, to the phone system. */
  carry: 'nothing' | 'address' | 'address_and_secret';
};

type BeforeStep =
  | `${'ringcentral' | 'dialpad'}_before_${1 | 2 | 3}`
  | `${'twilio' | 'generic'}_before_${1 | 2}`
  | 'csv_before_1';
type AfterStep =
  | `${'ringcentral' | 'dialpad' | 'generic'}_after_${1 | 2}`
  | `twilio_after_${1 | 2 | 3 | 4}`
  | 'csv_after_1';

const apiUrl = { name: 'apiUrl', secret: false, required: false } as const;

export const kindForms: readonly KindForm[] = [
  {
    kind: 'ringcentral',
    fields: [
      { name: 'clientId', secret: false, required: true },
      { name: 'clientSecret', secret: true, required: true },
      { name: 'assertion', secret: true, required: true },
      apiUrl,
    ],
    before: ['ringcentral_before_1', 'ringcentral_before_2', 'ringcentral_before_3'],
    after: ['ringcentral_after_1', 'ringcentral_after_2'],
    goTo: 'people',
    carry: 'nothing',
  },
  {
    kind: 'dialpad',
    fields: [{ name: 'apiKey', secret: true, required: true }, apiUrl],
    before: ['dialpad_before_1', 'dialpad_before_2', 'dialpad_before_3'],
    after: ['dialpad_after_1', 'dialpad_after_2'],
    goTo: 'people',
    carry: 'nothing',
  },
  {
    kind: 'twilio',
    fields: [
      { name: 'accountId', secret: false, required: true },
      { name: 'authToken', secret: true, required: true },
      apiUrl,
    ],
    before: ['twilio_before_1', 'twilio_before_2'],
    after: ['twilio_after_1', 'twilio_after_2', 'twilio_after_3', 'twilio_after_4'],
    goTo: 'overview',
    carry: 'address',
  },
  {
    kind: 'generic',
    fields: [],
    before: ['generic_before_1', 'generic_before_2'],
    after: ['generic_after_1', 'generic_after_2'],
    goTo: 'overview',
    carry: 'address_and_secret',
  },
  {
    kind: 'csv',
    fields: [],
    before: ['csv_before_1'],
    after: ['csv_after_1'],
    goTo: 'import',
    carry: 'nothing',
  },
];

export function formOf(kind: string | undefined): KindForm | undefined {
  return kindForms.find((form) => form.kind === kind);
}

export type Typed = Readonly<Partial<Record<FieldName, string>>>;

/** Required fields that are empty. */
export function missingFields(form: KindForm, typed: Typed): FieldName[] {
  return form.fields
    .filter(({ name, required }) => required && (typed[name] ?? '').trim() === '')
    .map(({ name }) => name);
}

/**
 * Secret and credentials from what was typed; what is empty is left out. Twilio's auth token is both: it signs what
 * Twilio sends and opens its API.
 */
export function accessOf(typed: Typed): Pick<NewSource, 'secret' | 'credentials'> {
  const { authToken, ...rest } = Object.fromEntries(
    Object.entries(typed).flatMap(([name, value]) => (value.trim() === '' ? [] : [[name, value.trim()]])),
  );
  const credentials = { ...rest, ...(authToken !== undefined && { apiKey: authToken }) };
  return {
    ...(authToken !== undefined && { secret: authToken }),
    ...(Object.keys(credentials).length > 0 && { credentials }),
  };
}

/** One number a line, or parted by commas. */
export function numbersIn(text: string): string[] {
  return text
    .split(/[\n,;]+/)
    .map((number) => number.trim())
    .filter((number) => number !== '');
}
