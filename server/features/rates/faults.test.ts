import { describe, expect, test } from 'vitest';
import type { RateBook } from './book.ts';
import { faultLine, readBook } from './faults.ts';
import { bundledRates, versionOf } from './store.ts';

/** A copy of the bundled book with one thing changed. */
function changed(change: (book: RateBook) => void): unknown {
  const book = structuredClone(bundledRates().book);
  change(book);
  return book;
}

function faultsOf(json: unknown): string[] {
  const read = readBook(json);
  return 'faults' in read ? read.faults.map(faultLine) : [];
}

const sdlt = (book: RateBook) => {
  const [tax] = book.propertyTaxes;
  const set = tax?.sets.find(({ id }) => id === 'sdlt-res-std-2025');
  if (!tax || !set) throw new Error('the book has no SDLT');
  return { tax, set };
};
const band = (book: RateBook, index: number) => {
  const found = sdlt(book).set.bands[index];
  if (!found) throw new Error('no such band');
  return found;
};
const scale1 = (book: RateBook) => {
  const steps = book.registrationFees[0]?.sets[0]?.steps;
  if (!steps) throw new Error('the book has no scale 1');
  return steps;
};

test('the bundled book has no fault', () => {
  expect(faultsOf(bundledRates().book)).toEqual([]);
  expect(bundledRates().version).toBe(versionOf(bundledRates().book));
});

describe('a book with one fault is refused, and the set and band are named', () => {
  test.each<[string, (book: RateBook) => void, string]>([
    [
      'a hole',
      (book) => {
        band(book, 2).from = 260_000;
      },
      'sdlt-res-std-2025, band 260,000 to 925,000: there is a hole: nothing covers 250,000 to 260,000',
    ],
    [
      'a hole at the bottom',
      (book) => {
        band(book, 0).from = 1;
      },
      'sdlt-res-std-2025, band 1 to 125,000: there is a hole: nothing covers 0 to 1',
    ],
    [
      'an overlap',
      (book) => {
        band(book, 2).from = 240_000;
      },
      'sdlt-res-std-2025, band 240,000 to 925,000: it overlaps the band before it',
    ],
    [
      'the same edge twice',
      (book) => {
        band(book, 2).from = 125_000;
      },
      'sdlt-res-std-2025, band 125,000 to 925,000: another band begins at the same edge',
    ],
    [
      'a band that ends where it begins',
      (book) => {
        band(book, 4).to = 1_500_000;
      },
      'sdlt-res-std-2025, band 1,500,000 to 1,500,000: it ends where it begins, or before',
    ],
    [
      'no open end',
      (book) => {
        band(book, 4).to = 9_000_000;
      },
      'sdlt-res-std-2025, band 1,500,000 to 9,000,000: the last band must have no end ("to": null)',
    ],
    [
      'a band after the open one',
      (book) => {
        sdlt(book).set.bands.push({ from: 9_000_000, to: null, rate: 0.2 });
      },
      'sdlt-res-std-2025, band over 9,000,000: it follows a band without an end',
    ],
    [
      'a rate in percent',
      (book) => {
        band(book, 1).rate = 2;
      },
      'sdlt-res-std-2025, band 125,000 to 250,000: the rate 2 is not between 0 and 1 (2 % is 0.02)',
    ],
    [
      'a rate below 0',
      (book) => {
        band(book, 1).rate = -0.02;
      },
      'sdlt-res-std-2025, band 125,000 to 250,000: the rate -0.02 is not between 0 and 1 (2 % is 0.02)',
    ],
    [
      'a rate that is too fine',
      (book) => {
        band(book, 1).rate = 0.02005;
      },
      'sdlt-res-std-2025, band 125,000 to 250,000: the rate 0.02005 has more than four decimals',
    ],
    [
      'a relief that ends below its limit',
      (book) => {
        const set = sdlt(book).tax.sets.find(({ id }) => id === 'sdlt-res-ftb-2025');
        if (set) set.maximumPrice = 600_000;
      },
      'sdlt-res-ftb-2025: the last band must end at maximumPrice, 600,000',
    ],
    [
      'periods that overlap',
      (book) => {
        const former = sdlt(book).tax.sets.find(({ id }) => id === 'sdlt-res-std-2022');
        if (former) former.effectiveTo = '2025-04-01';
      },
      'sdlt-res-std-2025: on 2025-04-01 sdlt-res-std-2022 is still in force (residential standard)',
    ],
    [
      'a set that ends before it begins',
      (book) => {
        sdlt(book).set.effectiveTo = '2024-01-01';
      },
      'sdlt-res-std-2025: it ends on 2024-01-01, before it begins on 2025-04-01',
    ],
    [
      'a surcharge in percent',
      (book) => {
        const period = sdlt(book).tax.surcharges[0]?.periods[1];
        if (period) period.rate = 5;
      },
      'sdlt-hrad-2024: the rate 5 is not between 0 and 1 (2 % is 0.02)',
    ],
    [
      'a rule for old contracts without an older set',
      (book) => {
        sdlt(book).tax.surcharges[0]?.periods.shift();
      },
      'sdlt-hrad-2024: contractsBefore keeps the set that was in force the day before, and there is none',
    ],
    [
      'a name used twice',
      (book) => {
        sdlt(book).set.id = 'sdlt-nonres-2016';
      },
      'sdlt-nonres-2016: this name is used twice',
    ],
    [
      'a missing tax',
      (book) => {
        book.propertyTaxes = book.propertyTaxes.filter(({ tax }) => tax !== 'LTT');
      },
      'LTT: it is missing; a book replaces the one before it whole',
    ],
    [
      'a hole between steps',
      (book) => {
        const step = scale1(book)[1];
        if (step) step.from = 80_002;
      },
      'hmlr-scale-1-2022, band 80,002 to 100,000: there is a hole: nothing covers 80,001 to 80,002',
    ],
    [
      'steps that overlap',
      (book) => {
        const step = scale1(book)[1];
        if (step) step.from = 80_000;
      },
      'hmlr-scale-1-2022, band 80,000 to 100,000: it overlaps the band before it',
    ],
    [
      'a base that does not follow',
      (book) => {
        const set = book.propertyTaxes.find(({ tax }) => tax === 'NSW')?.sets[0];
        const second = set?.bands[1];
        if (second) second.base = 400;
      },
      'nsw-res-2025, band 17,000 to 37,000: its base must be about 213',
    ],
    [
      'a search listed twice',
      (book) => {
        const items = book.informationFees.sets[0]?.items;
        const [first] = items ?? [];
        if (items && first) items.push(first);
      },
      'hmlr-info-2024: official-copy-register stands in it twice',
    ],
  ])('%s', (_name, change, line) => {
    expect(faultsOf(changed(change))).toContain(line);
  });

  test.each<[string, unknown, RegExp]>([
    ['something else', { hello: 1 }, /^format: /],
    ['no object', 'rates', /^the book: /],
    [
      'a day that does not exist',
      changed((book) => {
        sdlt(book).set.effectiveFrom = '2025-02-30';
      }),
      /^sdlt-res-std-2025 › effectiveFrom: /,
    ],
    ['a field that is not known', { ...bundledRates().book, extra: 1 }, /^the book: .*extra/],
  ])('%s has not the shape of a book', (_name, json, line) => {
    expect(faultsOf(json)[0]).toMatch(line);
  });
});

test('two faults are told together', () => {
  const faults = faultsOf(
    changed((book) => {
      band(book, 1).rate = 2;
      band(book, 2).from = 260_000;
    }),
  );
  expect(faults).toHaveLength(2);
});

test('the version follows the contents, not the order of the properties', () => {
  const { book, version } = bundledRates();
  const turned = Object.fromEntries(Object.entries(book).reverse());
  const read = readBook(turned);
  expect('book' in read && versionOf(read.book)).toBe(version);
  const other = readBook(
    changed((one) => {
      band(one, 1).rate = 0.03;
    }),
  );
  expect('book' in other && versionOf(other.book)).not.toBe(version);
});
