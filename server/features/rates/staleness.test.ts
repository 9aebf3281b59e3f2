import { describe, expect, test } from 'vitest';
import type { RateBook } from './book.ts';
import { agesOf, type BookPart, confirmedBook } from './staleness.ts';
import { bundledRates } from './store.ts';

const fresh = confirmedBook(bundledRates().book, '2026-01-01');
const ageOf = (book: RateBook, part: BookPart, today: string, effectiveDate?: string) =>
  agesOf(book, today, effectiveDate).find((one) => one.part === part);

describe('stale', () => {
  test('after more than 120 days, not on the 120th', () => {
    expect(ageOf(fresh, 'SDLT', '2026-05-01')).toMatchObject({ daysSinceConfirmed: 120, stale: false });
    expect(ageOf(fresh, 'SDLT', '2026-05-02')).toMatchObject({ daysSinceConfirmed: 121, stale: true });
  });

  test('where the effective date lies beyond a change that is expected', () => {
    expect(ageOf(fresh, 'NSW', '2026-01-02', '2026-06-30')?.stale).toBe(false);
    expect(ageOf(fresh, 'NSW', '2026-01-02', '2026-07-01')).toMatchObject({
      stale: true,
      why: [expect.stringContaining('1 July 2026')],
    });
    expect(ageOf(fresh, 'SDLT', '2026-01-02', '2026-07-01')?.stale).toBe(false);
  });

  test('where the book ends before the effective date', () => {
    const ended = structuredClone(fresh);
    for (const set of ended.vat.sets) set.effectiveTo = '2026-01-31';
    expect(ageOf(ended, 'vat', '2026-01-02', '2026-02-01')).toMatchObject({
      stale: true,
      why: ['The book has nothing that is in force on 2026-02-01.'],
    });
  });

  test('each part by itself: confirming one leaves the others as old as they are', () => {
    const { book } = bundledRates();
    const some = confirmedBook(book, '2026-11-20', 'SDLT');
    expect(ageOf(some, 'SDLT', '2026-11-22')?.stale).toBe(false);
    expect(ageOf(some, 'LTT', '2026-11-22')?.confirmedOn).toBe(ageOf(book, 'LTT', '2026-11-22')?.confirmedOn);
    expect(
      agesOf(confirmedBook(book, '2026-11-20'), '2026-11-22')
        .filter(({ stale }) => stale)
        .map(({ part }) => part),
    ).toEqual(['NSW']);
  });

  test('a clock that is behind the book counts no negative days', () => {
    expect(ageOf(fresh, 'SDLT', '2025-12-01')).toMatchObject({ daysSinceConfirmed: 0, stale: false });
  });
});
