/**
 * Telephone numbers: from whatever people and phone systems write to the one form that is compared (E.164), and back to
 * the form that people read. Only exact E.164 equality ever matches a contact, so a doubtful text becomes null here and
 * never a guess.
 */
import {
  findPhoneNumbersInText,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** One number found in a field or in running text. */
export interface FoundNumber {
  /** The part of the text that is the number, as written. */
  raw: string;
  e164: string;
  extension: string | null;
  /** What stood beside it: "Jane's number", "Mobile". */
  label?: string;
}

/** `unreadable` is the part that looks like a number, or the whole text when no number was found in it; else null. */
export interface NumbersInText {
  found: FoundNumber[];
  unreadable: string | null;
}

/** A number without country code is believed from this many digits on, even when the numbering plan does not know it. */
const believableNationalDigits = 9;
/** No subscriber number is as short as this; a text of so few digits is an extension or a short code. */
const longestExtension = 5;

/**
 * The E.164 form of one number, or null when it is none (an extension, a short code, a word, several numbers).
 * `defaultCountry` is an ISO 3166 code ("GB"); it is used when the text has no country code.
 */
export function toE164(raw: string, defaultCountry: string): string | null {
  const key = `${defaultCountry} ${raw}`;
  const known = e164Cache.get(key);
  if (known !== undefined) return known;
  const e164 = isWithheld(raw) ? null : (parse(raw, defaultCountry)?.number ?? null);
  return remember(e164Cache, key, e164);
}

/** All numbers in a text: several in one field, with names, labels and extensions around them, in any digits. */
export function findNumbers(text: string, defaultCountry: string): NumbersInText {
  const clean = tidy(text);
  if (clean === '') return { found: [], unreadable: null };
  const spans = spansOf(clean, defaultCountry);
  if (spans.length === 0) return { found: [], unreadable: clean };
  const found: FoundNumber[] = [];
  const rest: string[] = [];
  let end = 0;
  for (const [index, span] of spans.entries()) {
    const before = clean.slice(end, span.start);
    const after = clean.slice(span.end, spans[index + 1]?.start ?? clean.length);
    rest.push(before);
    const label = labelAround(before, after);
    found.push({
      raw: clean.slice(span.start, span.end).trim(),
      e164: span.e164,
      extension: span.extension,
      ...(label === null ? {} : { label }),
    });
    end = span.end;
  }
  rest.push(clean.slice(end));
  const leftOver = rest
    .flatMap((part) => part.match(digitRun) ?? [])
    .filter((run) => digitsOf(run).length > 3);
  return { found, unreadable: leftOver.length === 0 ? null : leftOver.map((run) => run.trim()).join('; ') };
}

/** The national form at home ("020 7946 0123"), the international form abroad ("+44 20 7946 0123"). */
export function formatForPeople(e164: string, homeCountry: string): string {
  const key = `${homeCountry} ${e164}`;
  const known = formatCache.get(key);
  if (known !== undefined) return known;
  const number = parsePhoneNumberFromString(e164);
  if (number === undefined) return remember(formatCache, key, e164);
  const atHome =
    isSupportedCountry(homeCountry) && getCountryCallingCode(homeCountry) === number.countryCallingCode;
  return remember(formatCache, key, atHome ? number.formatNational() : number.formatInternational());
}

/**
 * What phone systems send in place of a number that the caller withheld. The five with "+" spell ANONYMOUS, RESTRICTED,
 * BLOCKED, UNKNOWN and UNAVAILABLE on a telephone's keys: https://www.twilio.com/docs/voice/twiml#twilios-request-to-your-application
 */
const withheldMarkers = new Set([
  '+266696687',
  '+7378742833',
  '+2562533',
  '+8656696',
  '+86282452253',
  'anonymous',
  'blocked',
  'callerid blocked',
  'caller id blocked',
  'caller unknown',
  'hidden',
  'id unavailable',
  'no caller id',
  'no number',
  'not available',
  'number withheld',
  'out of area',
  'private',
  'private caller',
  'private number',
  'restricted',
  'restricted number',
  'unavailable',
  'unknown',
  'unknown caller',
  'unknown number',
  'withheld',
  'withheld number',
]);

/** True when the text stands for "the caller withheld the number". An empty text says nothing, so it is not withheld. */
export function isWithheld(raw: string): boolean {
  if (raw.length > 60) return false;
  const plain = raw
    .trim()
    .toLowerCase()
    .replace(/^(?:sips?|tel):/, '')
    .replace(/@.*$/, '')
    .replace(/[\s_-]+/g, ' ')
    .replace(/^["'<(]+|["'>).]+$/g, '');
  return withheldMarkers.has(plain);
}

function parse(raw: string, defaultCountry: string): PhoneNumber | null {
  const text = withoutScheme(tidy(raw));
  const digits = digitsOf(text);
  const international = /^\+/.test(text);
  if (text.length > 60 || (!international && digits.length <= longestExtension)) return null;
  const number = parsePhoneNumberFromString(text, {
    ...(isSupportedCountry(defaultCountry) ? { defaultCountry } : {}),
    extract: false,
  });
  if (number === undefined) return null;
  if (number.isValid()) return number;
  // Numbering plans grow faster than any library, so a number of a possible length is believed when it is long enough
  // not to be an extension, or names its country.
  const believable = international || number.nationalNumber.length >= believableNationalDigits;
  return believable && number.isPossible() ? number : null;
}

interface Span {
  start: number;
  end: number;
  e164: string;
  extension: string | null;
}

/** Where numbers stand: first those that the library is sure of, then whatever else reads as one number by itself. */
function spansOf(text: string, defaultCountry: string): Span[] {
  const spans: Span[] = findPhoneNumbersInText(text, {
    ...(isSupportedCountry(defaultCountry) ? { defaultCountry } : {}),
    extended: true,
  }).map(({ number, startsAt, endsAt }) => ({
    start: startsAt,
    end: endsAt,
    e164: number.number,
    extension: number.ext ?? null,
  }));
  for (const match of text.matchAll(numberLike)) {
    const start = match.index;
    const end = start + match[0].length;
    if (spans.some((span) => span.start < end && start < span.end)) continue;
    const number = parse(match[0], defaultCountry);
    if (number !== null) spans.push({ start, end, e164: number.number, extension: number.ext ?? null });
  }
  return spans.sort((a, b) => a.start - b.start);
}

/** One number with its separators and, perhaps, its extension; "/", "," and ";" stand between numbers. */
const numberLike =
  /[+(]{0,2}\p{Nd}[\p{Nd} ().\u2010-\u2015-]{5,}\p{Nd}(?:\s*(?:;ext=|ext\.?|x|#)\s*\p{Nd}{1,7})?/giu;
/** Any run of digits, to tell what was left over. */
const digitRun = /\+?\p{Nd}[\p{Nd} ().\u2010-\u2015-]*/gu;

function labelAround(before: string, after: string): string | null {
  const inBrackets = /^\s*[([]([^)\]\d]{1,60})[)\]]/u.exec(after);
  if (inBrackets?.[1] !== undefined) return inBrackets[1].trim();
  const inFront = /([\p{L}][\p{L}\p{M}'’. -]{0,40}?)\s*[:=-]?\s*$/u.exec(before);
  const word = inFront?.[1]?.trim();
  return word === undefined || /^(?:tel|phone|callto|sms|and|or)$/i.test(word) ? null : word;
}

/** Without the invisible marks of right-to-left text, with plain spaces and a plain plus. */
function tidy(text: string): string {
  return text
    .replace(/[\p{Cf}\p{Cc}]+/gu, (marks) => (/[\n\r\t]/.test(marks) ? ' ' : ''))
    .replace(/＋/g, '+')
    .trim();
}

function withoutScheme(text: string): string {
  const scheme = /^(?:tel|callto|sms|sips?):(?:\/\/)?/i.exec(text);
  if (scheme === null) return text;
  const [address = ''] = text.slice(scheme[0].length).split(/[;@?]/);
  return address;
}

function digitsOf(text: string): string {
  return text.replace(/\P{Nd}+/gu, '');
}

// Reading one number takes about 11 µs, and a firm's calls name the same few numbers again and again.
const cacheLimit = 20_000;
const e164Cache = new Map<string, string | null>();
const formatCache = new Map<string, string>();

/** Keeps at most `cacheLimit` answers; the oldest goes first. */
function remember<T>(cache: Map<string, T>, key: string, value: T): T {
  if (cache.size >= cacheLimit) {
    const oldest = cache.keys().next();
    if (!oldest.done) cache.delete(oldest.value);
  }
  cache.set(key, value);
  return value;
}
