import { describe, expect, test } from 'vitest';
import { decideReading, type FileFacts, maxReadBytes, readingRules } from './decide.ts';
import { kindOf } from './file-kinds.ts';
import { createSink } from './text-sink.ts';

const clean: FileFacts = { kind: 'pdf', sizeBytes: 1000, verdict: 'clean', delivery: 'deliver', tries: 1 };

describe('whether a file is read', () => {
  test.each([
    [0, 'clean', clean],
    [
      0,
      'not scanned, and the firm opens it with a warning',
      { ...clean, verdict: 'unscanned', delivery: 'warn' },
    ],
    [1, 'a kind without text', { ...clean, kind: null }],
    [2, 'malware', { ...clean, verdict: 'infected', delivery: 'blocked' }],
    [3, 'not to be scanned', { ...clean, verdict: 'unscannable', delivery: 'warn' }],
    [3, 'the scanner did not answer', { ...clean, verdict: 'error', delivery: 'warn' }],
    [4, 'an owner must release it', { ...clean, verdict: 'unscanned', delivery: 'owner_must_release' }],
    [4, 'blocked', { ...clean, verdict: 'unscanned', delivery: 'blocked' }],
    [5, 'too large', { ...clean, sizeBytes: maxReadBytes + 1 }],
    [6, 'killed us three times', { ...clean, tries: 4 }],
  ] as const)('row %i: %s', (row, _name, facts) => {
    const rule = readingRules.find(({ when }) => when(facts));
    expect(rule?.row ?? 0).toBe(row);
    expect(decideReading(facts)).toEqual(row === 0 ? { do: 'read' } : { do: 'leave', why: rule?.why });
  });
});

describe('what a file is', () => {
  const unknown = 'application/octet-stream';
  test.each([
    ['application/pdf', 'a', 'pdf', 'pdf'],
    ['application/pdf', 'a.txt', 'pdf', 'pdf'],
    [unknown, 'a.pdf', 'pdf', null],
    [unknown, 'Costs.CSV', 'spreadsheet', 'plain'],
    ['application/zip', 'a.docx', 'document', 'docx'],
    ['application/zip', 'a.pdf', 'archive', null],
    ['application/zip', 'a.zip', 'archive', null],
    ['application/vnd.oasis.opendocument.text', 'x', 'document', 'odf'],
    ['image/heic', 'x.jpg', 'image', null],
    ['video/mp4', 'x', 'media', null],
    [unknown, 'letter.eml', 'email', 'mail'],
    [unknown, 'letter.docx', 'document', null],
    [unknown, 'noending', 'other', null],
  ])('%s, %s', (contentType, name, type, text) => {
    expect(kindOf(contentType, name)).toEqual({ type, text });
  });
});

test('a sink is cut between characters', () => {
  const sink = createSink(5);
  sink.add('ab');
  sink.add('éé');
  expect([sink.text(), sink.full]).toEqual(['abé', true]);
  sink.add('more');
  expect(sink.text()).toBe('abé');
});
