/** The certificate as people read it. */
import { expect, test } from 'vitest';
import { backupsUntil } from './certificate.ts';
import { certificatePage } from './certificate-page.ts';
import type { Certificate } from './proof.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const of: Certificate = {
  ...{ format: 'matterline-purge-certificate', version: 1, id },
  firm: { id, name: 'Hartley & <Reid>', timeZone: 'Europe/London' },
  reason: '<script>alert(1)</script>',
  proposed: { staffId: id, name: 'Ada', at: '2026-11-23T10:00:00.000Z' },
  confirmed: { staffId: id, name: 'Ben', at: '2026-11-24T10:00:00.000Z' },
  finishedAt: '2026-12-08T10:00:00.000Z',
  purged: [],
  refused: [{ matterId: id, number: '00007', why: 'held' }],
  backupsUntil: null,
  keyFingerprint: 'aaaa bbbb',
};

test('names who, when and what stayed and why; what people typed cannot become part of the page', () => {
  const page = certificatePage(of, 'c2ln');
  for (const words of [
    'Ada, ',
    'Ben, ',
    '00007: was on hold',
    'Nothing was purged',
    'Hartley &amp; &lt;Reid&gt;',
  ])
    expect(page).toContain(words);
  expect(page).not.toContain('<script>');
});

test.each([
  ['nobody said how long backups are kept', null, 'was not known'],
  ['a day is known', '2027-01-12', 'until 12 January 2027'],
])('backups: %s', (_name, day, words) => {
  expect(certificatePage({ ...of, backupsUntil: day }, '')).toContain(words);
});

test.each([
  ['unknown stays unknown', null, null],
  ['none are kept: the same day', 0, '2026-12-08'],
  ['counted in days of the firm’s calendar', 35, '2027-01-12'],
])('%s', (_name, days, expected) => {
  expect(backupsUntil(new Date('2026-12-08T10:00:00Z'), 'Europe/London', days)).toBe(expected);
});
