/** What is wrong with a book that has the right shape: each fault names the set and, where there is one, the band. Pure. */
import { type Band, basisPointsOf, type RateBook, type RateSet, rateBook } from './book.ts';
import type { Dated } from './in-force.ts';

export interface Fault {
  /** The set's id, or the part of the book. */
  where: string;
  /** As people write it: `125,000 to 250,000`. */
  band?: string;
  message: string;
}

/** One line for a person. */
export function faultLine({ where, band, message }: Fault): string {
  return band === undefined ? `${where}: ${message}` : `${where}, band ${band}: ${message}`;
}

/** Reads what somebody wrote as a book. A book with one fault is none. */
export function readBook(json: unknown): { book: RateBook } | { faults: Fault[] } {
  const read = rateBook.safeParse(json);
  if (!read.success)
    return {
      faults: read.error.issues.map(({ path, message }) => ({
        where: placeOf(json, path) || 'the book',
        message,
      })),
    };
  const faults = findFaults(read.data);
  return faults.length > 0 ? { faults } : { book: read.data };
}

/** `sdlt-hrad › periods › 0 › rate`: from the innermost part with an id on, so that it can be found in the file. */
function placeOf(json: unknown, path: readonly PropertyKey[]): string {
  let at: unknown = json;
  let named: string[] = [];
  for (const key of path) {
    at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
    const id: unknown = typeof at === 'object' && at !== null ? Reflect.get(at, 'id') : undefined;
    named = typeof id === 'string' ? [id] : [...named, String(key)];
  }
  return named.join(' › ');
}

export function findFaults(book: RateBook): Fault[] {
  return [
    ...twiceFaults(book),
    ...missingFaults(book),
    ...book.propertyTaxes.flatMap((tax) => [
      ...groupFaults(tax.sets, (set) => `${set.propertyClass} ${set.variant}`),
      ...tax.sets.flatMap(setFaults),
      ...rateFaults(`${tax.tax} rentDiscountRate`, tax.rentDiscountRate ?? 0),
      ...tax.surcharges.flatMap((surcharge) => [
        ...groupFaults(surcharge.periods, () => 'surcharge'),
        ...surcharge.periods.flatMap(({ id, rate }) => rateFaults(id, rate)),
      ]),
    ]),
    ...book.registrationFees.flatMap((register) => [
      ...groupFaults(register.sets, (set) => `scale ${set.scale}`),
      ...register.sets.flatMap(({ id, steps }) => edgeFaults(id, steps, 1)),
    ]),
    ...groupFaults(book.informationFees.sets, () => 'list'),
    ...book.informationFees.sets.flatMap(({ id, items }) =>
      repeated(items.map(({ code }) => code)).map((code) => ({
        where: id,
        message: `${code} stands in it twice`,
      })),
    ),
    ...groupFaults(book.vat.sets, () => 'rate'),
    ...book.vat.sets.flatMap(({ id, rate }) => rateFaults(id, rate)),
  ];
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** Every answer names its set, so each id stands for one set. */
function twiceFaults(book: RateBook): Fault[] {
  const sets = [
    ...book.propertyTaxes.flatMap(({ sets, surcharges }) => [
      ...sets,
      ...surcharges.flatMap(({ id, periods }) => [{ id }, ...periods]),
    ]),
    ...book.registrationFees.flatMap((register) => register.sets),
    ...book.informationFees.sets,
    ...book.vat.sets,
  ];
  const parts = [
    ...book.propertyTaxes.map(({ tax }) => tax),
    ...book.registrationFees.map(({ register }) => register),
  ];
  return [...repeated(sets.map(({ id }) => id)), ...repeated(parts)].map((where) => ({
    where,
    message: 'this name is used twice',
  }));
}

/** A book replaces the former one whole; what it leaves out could not be calculated any more. */
function missingFaults(book: RateBook): Fault[] {
  const there: readonly string[] = [
    ...book.propertyTaxes.map(({ tax }) => tax),
    ...book.registrationFees.map(({ register }) => register),
  ];
  return ['SDLT', 'LBTT', 'LTT', 'HMLR', 'ROS']
    .filter((name) => !there.includes(name))
    .map((where) => ({ where, message: 'it is missing; a book replaces the one before it whole' }));
}

function groupFaults<T extends Dated>(all: readonly T[], groupOf: (one: T) => string): Fault[] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(groupOf(one), [...(groups.get(groupOf(one)) ?? []), one]);
  return [...groups].flatMap(([group, periods]) => [
    ...periods.flatMap(periodFaults),
    ...overlapFaults(group, periods),
    ...periods
      .filter((one) => one.contractsBefore !== undefined && !hasForerunner(one, periods))
      .map(({ id }) => ({
        where: id,
        message: 'contractsBefore keeps the set that was in force the day before, and there is none',
      })),
  ]);
}

function periodFaults({ id, effectiveFrom, effectiveTo }: Dated): Fault[] {
  return effectiveTo !== null && effectiveTo < effectiveFrom
    ? [{ where: id, message: `it ends on ${effectiveTo}, before it begins on ${effectiveFrom}` }]
    : [];
}

function overlapFaults(group: string, periods: readonly Dated[]): Fault[] {
  const sorted = [...periods].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));
  return sorted.flatMap((one, index) => {
    const next = sorted[index + 1];
    return next && (one.effectiveTo === null || next.effectiveFrom <= one.effectiveTo)
      ? [{ where: next.id, message: `on ${next.effectiveFrom} ${one.id} is still in force (${group})` }]
      : [];
  });
}

function hasForerunner(one: Dated, periods: readonly Dated[]): boolean {
  return periods.some(
    ({ effectiveTo }) =>
      effectiveTo !== null && Date.parse(one.effectiveFrom) - Date.parse(effectiveTo) === 86_400_000,
  );
}

function setFaults(set: RateSet): Fault[] {
  const { id, bands, maximumPrice, variant, method } = set;
  const last = bands.at(-1);
  return [
    ...edgeFaults(id, bands, 0, maximumPrice ?? null),
    ...bands.flatMap((band) => rateFaults(id, band.rate, bandName(band))),
    ...(method === 'basePerHundred'
      ? baseFaults(id, bands)
      : bands
          .filter(({ base }) => base !== undefined)
          .map((band) => ({
            where: id,
            band: bandName(band),
            message: 'a base is only for basePerHundred',
          }))),
    ...(variant === 'firstTimeBuyer' && maximumPrice !== undefined && last?.to !== maximumPrice
      ? [
          {
            where: id,
            message: `the last band must end at maximumPrice, ${maximumPrice.toLocaleString('en-GB')}`,
          },
        ]
      : []),
  ];
}

function rateFaults(where: string, rate: number, band?: string): Fault[] {
  const named = { where, ...(band === undefined ? {} : { band }) };
  if (!(rate >= 0 && rate <= 1))
    return [{ ...named, message: `the rate ${rate} is not between 0 and 1 (2 % is 0.02)` }];
  if (Math.abs(rate * 10_000 - basisPointsOf(rate)) > 1e-6)
    return [{ ...named, message: `the rate ${rate} has more than four decimals` }];
  return [];
}

interface Edges {
  from: number;
  to: number | null;
}

function bandName({ from, to }: Edges): string {
  const number = (value: number) => value.toLocaleString('en-GB');
  return to === null ? `over ${number(from)}` : `${number(from)} to ${number(to)}`;
}

/**
 * Bands must follow each other from 0 without a hole, an overlap or the same edge twice, and end open (or at `end`).
 * `gap` is what lies between one band's top and the next one's bottom: 0 for slices, 1 for steps of whole pounds.
 */
function edgeFaults(where: string, bands: readonly Edges[], gap: 0 | 1, end: number | null = null): Fault[] {
  const faults: Fault[] = [];
  let expected = 0;
  const before: Edges[] = [];
  for (const band of bands) {
    const say = (message: string) => faults.push({ where, band: bandName(band), message });
    const former = before.at(-1);
    if (former && former.to === null) say('it follows a band without an end');
    else if (before.some(({ from }) => from === band.from)) say('another band begins at the same edge');
    else if (band.from > expected)
      say(
        `there is a hole: nothing covers ${(former ? expected : 0).toLocaleString('en-GB')} to ${band.from.toLocaleString('en-GB')}`,
      );
    else if (band.from < expected) say('it overlaps the band before it');
    if (band.to !== null && band.to <= band.from && !(gap === 1 && band.to === band.from))
      say('it ends where it begins, or before');
    expected = (band.to ?? band.from) + gap;
    before.push(band);
  }
  const last = bands.at(-1);
  if (last && last.to !== end && end === null)
    faults.push({ where, band: bandName(last), message: 'the last band must have no end ("to": null)' });
  return faults;
}

/** Each base must be the tax on the bands below it, but for the dollar that tables round away. */
function baseFaults(where: string, bands: readonly Band[]): Fault[] {
  return bands.flatMap((band, index) => {
    const former = bands[index - 1];
    const below = former
      ? (former.base ?? 0) + (Math.ceil((band.from - former.from) / 100) * basisPointsOf(former.rate)) / 100
      : 0;
    if (band.base !== undefined && Math.abs(band.base - below) <= 1) return [];
    return [
      {
        where,
        band: bandName(band),
        message: `its base must be about ${Math.round(below).toLocaleString('en-GB')}`,
      },
    ];
  });
}
