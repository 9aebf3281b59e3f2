/** Reading one field's value as it was given, and saying it in words. Pure. */
import { z } from 'zod';
import type { LayoutField, LayoutValue } from './design.ts';

export interface BankAccount {
  holder: string;
  sortCode: string;
  accountNumber: string;
}

export type Read<T> = { ok: true; value: T } | { ok: false; message: string };

const date = z.iso.date();
const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/);
const moment = z
  .string()
  .refine((text) => date.safeParse(text.slice(0, 10)).success && time.safeParse(text.slice(11)).success)
  .refine((text) => text[10] === 'T');
/** A thousand million pounds; so every sum of a sheet stays exact. */
const mostMinor = 1e11;
const wholeMinor = z.number().int().min(0).max(mostMinor);
const hundredths = z.number().int().min(0).max(10_000);
/** Years beyond these are slips of the finger, and would make sums of days absurd. */
const sensible = z.string().refine((text) => text >= '1900' && text < '2200');

const shapes = {
  money: [wholeMinor, 'An amount of money from nothing to a thousand million'],
  percent: [hundredths, 'A share from 0 to 100%'],
  date: [date.and(sensible), 'A day, as 2026-12-04'],
  time: [time, 'A time, as 14:00'],
  moment: [moment.and(sensible), 'A day and a time, as 2026-12-04T14:00'],
  yes_no: [z.boolean(), 'Yes or no'],
  contact: [z.uuid(), 'A contact of the firm'],
} as const;

const longest = { text: 300, long_text: 10_000 } as const;

/** The value as it is stored; nothing (null, empty text) is null. Money arrives in minor units. */
export function readValue(field: LayoutField, given: unknown): Read<LayoutValue> {
  if (given === null || given === '') return { ok: true, value: null };
  const { kind } = field;
  if (kind === 'bank_account') return { ok: false, message: 'An account is written in its own way' };
  if (kind === 'choice') return readChoice(field, given);
  if (kind === 'text' || kind === 'long_text') return readText(given, longest[kind]);
  const [shape, message] = shapes[kind];
  const read = shape.safeParse(given);
  if (!read.success) return { ok: false, message };
  if (field.max !== undefined && typeof read.data === 'number' && read.data > field.max)
    return { ok: false, message: 'That is too much' };
  return { ok: true, value: read.data };
}

function readChoice({ choices = [] }: LayoutField, given: unknown): Read<LayoutValue> {
  const chosen = choices.find(({ value }) => value === given);
  if (chosen) return { ok: true, value: chosen.value };
  return { ok: false, message: `One of: ${choices.map(({ value }) => value).join(', ')}` };
}

function readText(given: unknown, max: number): Read<LayoutValue> {
  const read = z.string().trim().max(max).safeParse(given);
  if (!read.success) return { ok: false, message: `Text of at most ${max} letters` };
  if (holdsAccount(read.data))
    return {
      ok: false,
      message:
        'This looks like a bank account. It does not belong in open text; note the reference of its check',
    };
  return { ok: true, value: read.data === '' ? null : read.data };
}

/** A sort code together with an account number, or an IBAN. A date alone looks like a sort code, so one is not enough. */
export function holdsAccount(text: string): boolean {
  const sortCode = /(?<!\d)\d{2}[- ]?\d{2}[- ]?\d{2}(?!\d)/.test(text);
  const accountNumber = /(?<!\d)\d{8}(?!\d)/.test(text);
  const iban = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/.test(text);
  return (sortCode && accountNumber) || iban;
}

const bankAccount = z.strictObject({
  holder: z.string().trim().min(1).max(120),
  sortCode: z
    .string()
    .transform((text) => text.replaceAll(/[- ]/g, ''))
    .pipe(z.string().regex(/^\d{6}(?:\d{3})?$/)),
  accountNumber: z
    .string()
    .transform((text) => text.replaceAll(/[- ]/g, ''))
    .pipe(z.string().regex(/^\d{6,17}$/)),
});

/** Null empties the field. */
export function readBankAccount(given: unknown): Read<BankAccount | null> {
  if (given === null) return { ok: true, value: null };
  const read = bankAccount.safeParse(given);
  return read.success
    ? { ok: true, value: read.data }
    : { ok: false, message: 'A holder, a sort code of 6 digits and an account number of 6 digits or more' };
}

/** All that is ever shown of an account. */
export function maskedAccount(ending: string | null): string {
  return ending === null ? '' : `•••• ${ending}`;
}

export interface Words {
  currency: string;
  /** en-GB */
  locale: string;
}

/** Making a format costs far more than using it. */
const formats = new Map<string, Intl.NumberFormat>();

export function moneyText(minor: number, { currency, locale }: Words): string {
  const key = `${locale} ${currency}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency });
  formats.set(key, format);
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** 4 December 2026 */
export function dayText(day: string, { locale }: Pick<Words, 'locale'>): string {
  const options = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${day}T00:00:00Z`));
}

export function percentText(hundredthsOfPercent: number): string {
  return `${hundredthsOfPercent / 100}%`;
}

/** A value for people to read; a contact's id is not made a name here. */
export function valueText(field: LayoutField, value: LayoutValue, words: Words): string {
  if (value === null) return 'nothing';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number')
    return field.kind === 'percent' ? percentText(value) : moneyText(value, words);
  if (field.kind === 'date') return dayText(value, words);
  if (field.kind === 'moment') return `${value.slice(11)} on ${dayText(value.slice(0, 10), words)}`;
  return field.choices?.find((choice) => choice.value === value)?.label ?? value;
}
