import { expect, test } from 'vitest';
import { findReference, referenceOf } from './reference.ts';

const id = '01890a5d-ac96-774b-bcce-b302099a8057';

test('always the same for one log entry, another for the next attempt', () => {
  expect(referenceOf(id)).toBe(referenceOf(id, 0));
  expect(referenceOf(id, 1)).not.toBe(referenceOf(id, 0));
  expect(referenceOf(`${id}1`)).not.toBe(referenceOf(id, 1));
});

test('ML- and six characters of Crockford’s base 32', () => {
  for (let index = 0; index < 2000; index += 1) {
    expect(referenceOf(`${id}-${index}`)).toMatch(/^ML-[0-9A-HJKMNP-TV-Z]{6}$/);
  }
});

test('spread evenly: 20,000 ids meet about as seldom as chance has it', () => {
  const seen = new Set(Array.from({ length: 20_000 }, (_, index) => referenceOf(`${id}-${index}`)));
  expect(seen.size).toBeGreaterThan(19_990);
});

test('found in a text, as people write it', () => {
  expect(findReference(`please see ${referenceOf(id)}, thanks`)).toBe(referenceOf(id));
  expect(findReference('ml-7f3k9q')).toBe('ML-7F3K9Q');
  expect(findReference('ML-OIL000')).toBe('ML-011000');
  expect(findReference('HTML-123456 and ML-12345')).toBeNull();
});
