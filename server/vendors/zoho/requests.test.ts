/** Our records as Zoho's, without a network. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { carriesReference } from '../kit/reference.ts';
import type { AttachmentToWrite, ContactToWrite } from '../ports.ts';
import { splitContactId, statusOf, toDealLists } from './map.ts';
import { holdsNumber, searchDigits, spellings } from './phones.ts';
import { quoted } from './read.ts';
import { callText, duration, fileName, linksOf, newContact, unmarked, zonedTime } from './requests.ts';

const reference = 'ML-7F3K9Q';

test.each([
  [0, '00:01'],
  [0.4, '00:01'],
  [59, '00:59'],
  [60, '01:00'],
  [372, '06:12'],
  [3599, '59:59'],
  [3600, '01:00:00'],
  [36_061, '10:01:01'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));

test.each([
  ['2026-03-02T16:50:00.123Z', 'America/Los_Angeles', '2026-03-02T08:50:00-08:00'],
  ['2026-07-02T16:50:00Z', 'Europe/London', '2026-07-02T17:50:00+01:00'],
  ['2026-03-02T16:50:00Z', 'Nowhere/Land', '2026-03-02T16:50:00+00:00'],
])('%s in %s is %s', (iso, zone, text) => expect(zonedTime(iso, zone)).toBe(text));

describe('the reference in a subject', () => {
  test('of any subject: it is there, fits, and is taken off again', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (subject) => {
        const { Subject } = callText({ subject, text: '', reference });
        expect(Subject.length).toBeLessThanOrEqual(255);
        expect(carriesReference(Subject, reference)).toBe(true);
        if (subject.trim() === subject && subject !== '' && subject.length < 240)
          expect(unmarked(Subject, reference)).toBe(subject);
      }),
    );
  });

  test('one that has it already is left as it is', () => {
    const subject = 'Call · ML-7F3K9Q';
    expect(callText({ subject, text: '', reference }).Subject).toBe(subject);
    expect(callText({ subject: 'Call ML-7F3K9Q-2', text: '', reference }).Subject).toBe(
      'Call ML-7F3K9Q-2 [ML-7F3K9Q]',
    );
  });
});

test.each([
  ['Fax.pdf', 'Fax ML-7F3K9Q.pdf'],
  ['Fax ML-7F3K9Q.pdf', 'Fax ML-7F3K9Q.pdf'],
  ['Fax ML-7F3K9Q-2.pdf', 'Fax ML-7F3K9Q-2 ML-7F3K9Q.pdf'],
  ['Fax from +1 415.555.0142', 'Fax from +1 415.555 ML-7F3K9Q.0142'],
  ['fax', 'fax ML-7F3K9Q'],
  [`${'x'.repeat(300)}.tiff`, `${'x'.repeat(180)} ML-7F3K9Q.tiff`],
])('the file %s is called %s', (name, expected) => {
  const file: AttachmentToWrite['file'] = {
    name,
    contentType: 'application/pdf',
    sizeBytes: 1,
    open: async () => new Blob([]).stream(),
  };
  expect(fileName({ file, reference })).toBe(expected);
});

test.each([
  ['person', 'Grace Hopper', '+14155550190', { First_Name: 'Grace', Last_Name: 'Hopper' }],
  ['person', '+1 415-555-0190', '+14155550190', { Last_Name: '+1 415-555-0190' }],
  ['person', ' ', '+14155550190', { Last_Name: '+14155550190' }],
  ['company', 'Harbour Foods', '+14155550190', { Last_Name: 'Harbour Foods' }],
] as const)('a %s named "%s"', (type, name, e164, expected) => {
  const record: ContactToWrite = { record: 'contact', reference, type, name, e164, country: 'US' };
  const { Phone, Description, ...names } = newContact(record);
  expect(names).toEqual(expected);
  expect([Phone, Description]).toEqual([e164, reference]);
});

test('a lead beside a deal: the deal is What', () => {
  const links = linksOf({ contact: { id: 'Leads/5', extra: {} }, matter: { id: '7', extra: {} } });
  expect(links).toEqual({ What_Id: { id: '7' }, $se_module: 'Deals' });
});

test.each(['Contacts', 'Contacts/', 'Contacts/x', 'Users/5', 'Contacts/5/6', '5', ''])(
  '"%s" is no contact',
  (id) => expect(splitContactId(id)).toBeNull(),
);

test('ids of 19 digits stay whole', () => {
  expect(splitContactId('Leads/5725767000000411001')).toEqual({
    module: 'Leads',
    id: '5725767000000411001',
  });
});

test.each([
  ['Won back', 'closed'],
  ['Engaged', 'open'],
  ['Closed by hand', 'closed'],
  [null, 'open'],
])('a deal in stage %s is %s', (stage, status) => {
  const lists = toDealLists([
    {
      api_name: 'Stage',
      pick_list_values: [value('Won back', 'Closed Won'), value('Engaged', 'Open'), value('-None-', 'Open')],
    },
  ]);
  expect(lists.stages).toHaveLength(2);
  expect(statusOf(stage, lists)).toBe(status);
});

function value(name: string, forecast_type: string) {
  return { actual_value: name, display_value: name, forecast_type, sequence_number: 1, maps: [] };
}

describe('numbers', () => {
  test.each([
    ['+14155550142', '4155550142'],
    ['+447700900123', '7700900123'],
    ['+442079460123', '2079460123'],
    ['+61491570156', '491570156'],
  ])('%s is searched as %s', (e164, digits) => expect(searchDigits(e164)).toBe(digits));

  test('each spelling is the same number again', () => {
    const record = (text: string) => ({
      kind: 'contact' as const,
      externalId: 'Contacts/1',
      version: null,
      updatedAt: null,
      type: 'person' as const,
      firstName: '',
      lastName: 'X',
      companyName: '',
      phones: [{ text, label: 'Phone' }],
      emails: [],
      addresses: [],
    });
    for (const text of spellings('+447700900123'))
      expect(holdsNumber(record(text), '+447700900123', 'GB'), text).toBe(true);
  });
});

test('what stands in a query stays one text', () => {
  expect(quoted("O'Neil \\ Sons")).toBe("'O\\'Neil \\\\ Sons'");
});
