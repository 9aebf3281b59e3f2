import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm } from '../../testing/app.ts';
import { createRatesFeature } from './index.ts';
import { confirmedBook } from './staleness.ts';
import { bundledRates, createRateBooks, type RateBooks } from './store.ts';

let app: TestApp;
let firm: TestFirm;
let books: RateBooks;
let now = new Date('2026-11-22T10:00:00Z');
beforeAll(async () => {
  app = await startTestApp({ features: [createRatesFeature], clock: { now: () => now } });
  firm = await app.makeFirm();
  books = createRateBooks(app.platform.database);
});
afterAll(async () => {
  await app.close();
});

const purchase = {
  tax: 'SDLT',
  effectiveDate: '2026-11-22',
  propertyClass: 'residential',
  price: 420_000,
  buyer: 'standard',
  nonUkResident: false,
  company: false,
};

describe('replacing the book', () => {
  /** Nobody would mistake these for the real ones. */
  function odd() {
    const book = structuredClone(bundledRates().book);
    for (const tax of book.propertyTaxes)
      for (const set of tax.sets)
        if (set.id === 'sdlt-res-std-2025') for (const band of set.bands) band.rate = 0.5;
    return { ...confirmedBook(book, '2026-11-20'), id: 'odd-book' };
  }
  const taxNow = async () => (await app.call('POST', '/api/v1/property-tax', purchase)).json();

  test('is picked up by the running program with the next question, and back', async () => {
    expect(await taxNow()).toMatchObject({ tax: 11_000, book: { stale: true } });
    const loaded = await books.load(odd(), { note: 'a trial', at: now });
    expect(await taxNow()).toMatchObject({ tax: 210_000, book: { version: loaded.version, stale: false } });
    const back = await books.load(null, { note: 'back', at: now });
    expect(back.version).toBe(bundledRates().version);
    expect(await taxNow()).toMatchObject({ tax: 11_000, book: { version: bundledRates().version } });
    expect((await books.list()).map(({ bundled, note }) => [bundled, note])).toEqual([
      [true, 'back'],
      [false, 'a trial'],
    ]);
  });

  test('an earlier book is found by the version that an answer named', async () => {
    const { version } = await books.load(odd(), { note: '', at: now });
    await books.load(null, { note: '', at: now });
    const found = await books.find(version);
    expect(found?.book.id).toBe('odd-book');
    expect((await books.find(bundledRates().version))?.book.id).toBe('uk-2026-11');
    expect(await books.find('never-heard-of@0')).toBeNull();
  });

  test('the same book loaded twice has the same version', async () => {
    const first = await books.load(odd(), { note: '', at: now });
    const second = await books.load(odd(), { note: '', at: now });
    expect(second.version).toBe(first.version);
    await books.load(null, { note: '', at: now });
  });

  test('nobody can change or take away a loaded book, not even the program', async () => {
    await books.load(odd(), { note: '', at: now });
    for (const role of ['matterline_app', 'matterline_system'])
      for (const statement of ["update rate_books set body = '{}'", 'delete from rate_books']) {
        const client = await app.platform.database.pool.connect();
        try {
          await client.query('begin');
          await client.query(`set local role ${role}`);
          await expect(client.query(statement)).rejects.toThrow(/permission denied/);
        } finally {
          await client.query('rollback');
          client.release();
        }
      }
    await expect(
      app.platform.database
        .firm(firm.id)
        .write((tx) =>
          tx
            .insertInto('rate_books')
            .values({ id: firm.id, version: 'mine', body: null, loaded_at: now, note: '' })
            .execute(),
        ),
    ).rejects.toThrow(/permission denied/);
    await books.load(null, { note: '', at: now });
  });

  test('the staff page tells that a book was loaded, and when it is old', async () => {
    await books.load(odd(), { note: '', at: now });
    now = new Date('2027-03-21T10:00:00Z');
    // A session would have ended by then; a token has not.
    const headers = { authorization: `Bearer ${firm.owner.token}` };
    const fresh = (await app.call('GET', '/api/v1/rates', undefined, { headers })).json();
    expect(fresh.book).toMatchObject({
      id: 'odd-book',
      origin: 'loaded',
      loadedAt: '2026-11-22T10:00:00.000Z',
    });
    expect(fresh.parts[0]).toMatchObject({ part: 'SDLT', stale: true, daysSinceConfirmed: 121 });
    now = new Date('2026-11-22T10:00:00Z');
    await books.load(null, { note: '', at: now });
  });
});
