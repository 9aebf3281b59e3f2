import type { z } from 'zod';

/**
 * What is wrong with a value, in words for whoever filled in the form. Given to zod as its words for a request, so that
 * a schema's own message goes before; answers for every kind of issue.
 */
export function plainWords(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined && issue.code !== 'custom') return 'This is missing.';
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected);
    case 'too_big':
      return tooBig(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'invalid_format':
      return formats[issue.format] ?? 'This is not written as it should be.';
    case 'invalid_value':
      return issue.values.length === 1
        ? `This must be ${String(issue.values[0])}.`
        : `This must be one of: ${issue.values.map(String).join(', ')}.`;
    case 'not_multiple_of':
      return issue.divisor === 1
        ? 'This must be a whole number.'
        : `This must be a multiple of ${issue.divisor}.`;
    case 'unrecognized_keys':
      return 'This field is not known here.';
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
      return 'This is not one of the forms that are understood here.';
    default:
      return 'This cannot be used.';
  }
}

const types: Readonly<Record<string, string>> = {
  string: 'This must be text.',
  number: 'This must be a number.',
  int: 'This must be a whole number.',
  bigint: 'This must be a whole number.',
  boolean: 'This must be true or false.',
  array: 'This must be a list.',
  object: 'This must have named fields.',
  record: 'This must have named fields.',
  date: 'This must be a date.',
  null: 'This must be empty.',
  // A field that is not to be there at all.
  never: 'This field is not known here.',
};

function wrongType(expected: string): string {
  return types[expected] ?? 'This cannot be used.';
}

const formats: Readonly<Record<string, string>> = {
  email: 'This is not an e-mail address.',
  url: 'This is not a web address, as in https://example.com.',
  date: 'This is not a date, as in 2026-03-02.',
  time: 'This is not a time of day, as in 09:30.',
  datetime: 'This is not a moment, as in 2026-03-02T09:30:00Z.',
  uuid: 'This is not an id.',
  guid: 'This is not an id.',
  e164: 'This is not a phone number, as in +442079460001.',
};

type Limit = { origin: string; inclusive?: boolean };

function tooBig(issue: Limit & { maximum: number | bigint }): string {
  const { origin, maximum } = issue;
  if (origin === 'string') return `This is too long: ${counted(maximum, 'character')} at most.`;
  if (isMany(origin)) return `These are too many: ${counted(maximum, 'entry')} at most.`;
  if (origin === 'date') return 'This is too late.';
  return issue.inclusive === false
    ? `This must be less than ${maximum}.`
    : `This must be ${maximum} at most.`;
}

function tooSmall(issue: Limit & { minimum: number | bigint }): string {
  const { origin, minimum } = issue;
  if (origin === 'string')
    return minimum <= 1
      ? 'This must not be empty.'
      : `This is too short: ${counted(minimum, 'character')} at least.`;
  if (isMany(origin)) return `These are too few: ${counted(minimum, 'entry')} at least.`;
  if (origin === 'date') return 'This is too early.';
  return issue.inclusive === false
    ? `This must be more than ${minimum}.`
    : `This must be ${minimum} at least.`;
}

function isMany(origin: string): boolean {
  return origin === 'array' || origin === 'set' || origin === 'map' || origin === 'object';
}

const plurals = { character: 'characters', entry: 'entries' } as const;

function counted(count: number | bigint, what: keyof typeof plurals): string {
  return `${count} ${Number(count) === 1 ? what : plurals[what]}`;
}

/** A field's path as people read it: `emails.0.email` is "Email (no. 1)", `firstName` is "First name". */
export function fieldInWords(path: string): string {
  const parts = path.split('.');
  const name = parts.findLast((part) => !/^\d+$/.test(part)) ?? 'Entry';
  const place = parts.findLast((part) => /^\d+$/.test(part));
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return place === undefined ? title : `${title} (no. ${Number(place) + 1})`;
}
