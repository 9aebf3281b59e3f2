import { expect, test } from 'vitest';
import { carriesReference } from './reference.ts';

test.each([
  ['Reference: ML-7F3K9Q', true],
  ['--- Call log ML-7F3K9Q ---', true],
  ['ML-7F3K9Q-2 and ML-7F3K9Q.', true],
  ['Fax from Jane 2026-03-02 (ML-7F3K9Q).pdf', true],
  ['ML-7F3K9Q-', true],
  ['ML-7F3K9Q-2', false],
  ['ML-7F3K9QA', false],
  ['XML-7F3K9Q', false],
  ['', false],
])('%s carries ML-7F3K9Q: %s', (text, carried) => {
  expect(carriesReference(text, 'ML-7F3K9Q')).toBe(carried);
});
