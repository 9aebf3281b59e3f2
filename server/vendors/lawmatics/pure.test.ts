/** The pure parts: names, ids, bodies, file names, and what strangers may send. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DocumentToWrite } from '../ports.ts';
import { readEvent } from './events.ts';
import { documentId, readContactId, readDocumentId, readInteractionId } from './ids.ts';
import { splitName } from './map.ts';
import { holdsNumber, patternOf } from './phones.ts';
import { fileName, joined, parted } from './requests.ts';

test.each([
  ['Dana Whitlock', 'Dana', 'Whitlock'],
  ['Mary Ann  Vance', 'Mary Ann', 'Vance'],
  ['Whitlock', '', 'Whitlock'],
  ['+1 415 555 0142', '', '+1 415 555 0142'],
  ['  ', '', ''],
])('the name “%s” parts into “%s” and “%s”', (name, firstName, lastName) => {
  expect(splitName(name)).toEqual({ firstName, lastName });
});

describe('ids', () => {
  test('each says its kind', () => {
    expect(readContactId('company/3')).toEqual({ kind: 'company', id: 3 });
    expect(readInteractionId('note/109')).toEqual({ kind: 'note', id: 109 });
    expect(readDocumentId(documentId('48', 'note/12'))).toEqual({ fileId: 48, noteId: 12 });
    expect(readDocumentId(documentId('48', null))).toEqual({ fileId: 48, noteId: null });
  });

  test.each(['3', 'contact/', 'contact/-3', 'contact/3.5', 'contact/99999999999999999', 'lead/3', ''])(
    '“%s” is not a contact’s',
    (id) => {
      expect(() => readContactId(id)).toThrow('is not an id of Lawmatics');
    },
  );

  test('a file’s id names a note or nothing', () => {
    expect(() => readDocumentId('48/interaction/3')).toThrow('is not an id of Lawmatics');
  });
});

const named = (name: string, reference: string): Pick<DocumentToWrite, 'file' | 'reference'> => ({
  reference,
  file: { name, contentType: 'application/pdf', sizeBytes: 0, open: async () => new Blob([]).stream() },
});

test.each([
  ['Fax.pdf', 'ML-7F3K9Q', 'Fax (ML-7F3K9Q).pdf'],
  ['Fax ML-7F3K9Q.pdf', 'ML-7F3K9Q', 'Fax ML-7F3K9Q.pdf'],
  ['Fax ML-7F3K9Q-2.pdf', 'ML-7F3K9Q', 'Fax ML-7F3K9Q-2 (ML-7F3K9Q).pdf'],
  ['Fax', 'ML-7F3K9Q', 'Fax (ML-7F3K9Q)'],
  ['.pdf', 'ML-7F3K9Q', '.pdf (ML-7F3K9Q)'],
])('the file “%s” with %s is called “%s”', (name, reference, called) => {
  expect(fileName(named(name, reference))).toBe(called);
});

describe('the body of an interaction', () => {
  test('its first line is the subject', () => {
    expect(parted('Call from Dana\n\n--- Call log')).toEqual({
      subject: 'Call from Dana',
      text: '--- Call log',
    });
    expect(parted('one\ntwo\n\nthree')).toEqual({ subject: '', text: 'one\ntwo\n\nthree' });
  });

  test('parting and joining loses nothing', () => {
    const bodies = fc
      .array(fc.constantFrom('a', 'Call log', ' ', '\n', '\n\n', 'ä'))
      .map((parts) => parts.join(''));
    fc.assert(fc.property(bodies, (body) => joined(parted(body)) === body));
  });
});

describe('numbers', () => {
  test.each([
    ['312-555-0101', '+13125550101', 'US', true],
    ['(312) 555-0101 ext. 4', '+13125550101', 'US', true],
    ['312-555-0101 (Jane)', '+13125550101', 'US', true],
    ['312-555-0101', '+13125550101', 'GB', false],
    ['2312-555-01017', '+13125550101', 'US', false],
    ['020 7946 0123', '+442079460123', 'GB', true],
    ['', '+13125550101', 'US', false],
  ])('“%s” is %s seen from %s… %s', (text, e164, country, holds) => {
    expect(holdsNumber(text, e164, country)).toBe(holds);
  });

  test('the pattern is the national digits, whatever stands between', () => {
    expect(patternOf('+442079460123')).toBe('%2%0%7%9%4%6%0%1%2%3%');
  });
});

describe('whatever comes to the webhook’s address', () => {
  const read = (rawBody: Buffer) => readEvent({ headers: {}, url: 'https://matterline.example/', rawBody });

  test('any bytes are read without harm', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(['unreadable', 'ignored', 'hints']).toContain(read(Buffer.from(bytes)).outcome);
      }),
    );
  });

  test('any data gives hints that are ids of ours, or none', () => {
    const word = fc.constantFrom('id', 'type', 'contact', 'matter_id', 'prospect', 'contact_id', 'x');
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.constantFrom('contact', 'prospect', '17', null));
    const data = fc.dictionary(word, fc.oneof(leaf, fc.dictionary(word, leaf)));
    const types = fc.constantFrom('contact.updated', 'contact.merged', 'matter.updated', 'matter.note_added');
    fc.assert(
      fc.property(types, data, (event_type, inside) => {
        const event = read(Buffer.from(JSON.stringify({ event_type, data: inside })));
        const hints = event.outcome === 'hints' ? event.hints : [];
        for (const { kind, externalId } of hints)
          expect(externalId).toMatch(kind === 'contact' ? /^contact\/\d+$/ : /^\d+$/);
      }),
    );
  });
});
