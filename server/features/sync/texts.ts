/** Values of a form as both sides can compare them: one text each, equal when they mean the same. Pure. */
import type { LayoutField, LayoutValue } from '../practice/index.ts';

/** Fields that can be told as a text: no contact (each side knows its own), no bank account. */
export function isShared({ kind, bank, computed }: LayoutField): boolean {
  return !bank && !computed && kind !== 'contact' && kind !== 'bank_account';
}

/** Money "250000.00", a percentage "10.00", days and times as they are, yes and no "true", "false"; null: empty. */
export function toText({ kind }: LayoutField, value: LayoutValue): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'number')
    return kind === 'money' || kind === 'percent' ? decimals(value) : String(value);
  return typeof value === 'boolean' ? String(value) : value;
}

export type ReadText = { ok: true; value: LayoutValue } | { ok: false };

/** What people write there, in our terms; `ok: false` where it cannot be read: nobody guesses then. */
export function fromText({ kind, choices = [] }: LayoutField, text: string | null): ReadText {
  const plain = text?.trim() ?? '';
  if (plain === '') return { ok: true, value: null };
  const read = (value: LayoutValue | undefined): ReadText =>
    value === undefined ? { ok: false } : { ok: true, value };
  switch (kind) {
    case 'money':
    case 'percent':
      return read(hundredths(plain));
    case 'date':
      return read(/^(\d{4}-\d{2}-\d{2})(?:T.*)?$/.exec(plain)?.[1]);
    case 'time':
      return read(/^(\d{2}:\d{2})(?::\d{2})?$/.exec(plain)?.[1]);
    case 'moment':
      return read(/^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})/.exec(plain)?.[1]);
    case 'yes_no':
      return read(words.get(plain.toLowerCase()));
    case 'choice': {
      const wanted = key(plain);
      return read(choices.find(({ value, label }) => key(value) === wanted || key(label) === wanted)?.value);
    }
    default:
      return { ok: true, value: plain };
  }
}

/** The same value in our own spelling; a text that cannot be read stays as it is, so that it differs from everything of ours. */
export function canonical(field: LayoutField, text: string | null): string | null {
  const read = fromText(field, text);
  return read.ok ? toText(field, read.value) : text;
}

const words: ReadonlyMap<string, boolean> = new Map(
  Object.entries<boolean>({ true: true, yes: true, false: false, no: false }),
);
const key = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

function decimals(minor: number): string {
  const sign = minor < 0 ? '-' : '';
  const whole = Math.abs(minor);
  return `${sign}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}

/** "£420,000", "420000.5", "10%": exact, in hundredths; more than two decimals is no amount. */
function hundredths(text: string): number | undefined {
  const digits = text.replaceAll(/[£$€,\s%]/g, '');
  const parts = /^(-?)(\d{1,15})(?:\.(\d{1,2})0*)?$/.exec(digits);
  if (!parts) return undefined;
  const [, sign, whole = '', fraction = ''] = parts;
  const value = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  if (!Number.isSafeInteger(value)) return undefined;
  return sign === '-' ? -value : value;
}
