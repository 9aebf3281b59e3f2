import { describe, expect, test } from 'vitest';
import { policy as clio } from '../../vendors/clio/policy.ts';
import { policy as lawmatics } from '../../vendors/lawmatics/policy.ts';
import { smokeballPolicy as smokeball } from '../../vendors/smokeball/policy.ts';
import { policy as zoho } from '../../vendors/zoho/policy.ts';
import type { Plan } from './decide.ts';
import {
  aContact,
  aFax,
  aParty,
  aText,
  call,
  type FactsChange,
  nobody,
  noCreation,
  noMatter,
  skipped,
  twoMatters,
  written,
} from './examples.ts';
import { embedded, type Policy } from './policies.ts';

describe('§6 the destination table', () => {
  const same = (name: string, policy: Policy): [string, Policy, object, FactsChange, Partial<Plan>][] => [
    [
      `${name}: call, one matter → Fee on the matter`,
      policy,
      call,
      {},
      { record: 'fee', matterId: 'm1', contact: { use: 'jane' } },
    ],
    [
      `${name}: call, no matter → Task, no matter`,
      policy,
      call,
      noMatter,
      { record: 'task', matterId: null, contact: { use: 'jane' } },
    ],
    [
      `${name}: call, several matters → Task, no matter`,
      policy,
      call,
      twoMatters,
      { record: 'task', matterId: null, review: 'several_matters' },
    ],
    [`${name}: SMS, one matter → Memo on the matter`, policy, aText, {}, { record: 'memo', matterId: 'm1' }],
    [`${name}: SMS, no matter → Task`, policy, aText, noMatter, { record: 'task', matterId: null }],
    [`${name}: SMS, several matters → Task`, policy, aText, twoMatters, { record: 'task', matterId: null }],
    [
      `${name}: fax, one matter → Document on the matter`,
      policy,
      aFax,
      {},
      { record: 'document', matterId: 'm1' },
    ],
    [
      `${name}: no contact, call → Task without contact`,
      policy,
      call,
      { ...nobody, ...noCreation },
      { record: 'task', contact: null },
    ],
    [
      `${name}: no contact, SMS → Task`,
      policy,
      aText,
      { ...nobody, ...noCreation },
      { record: 'task', contact: null },
    ],
  ];
  test.each([
    ...same('Smokeball', smokeball),
    ...same('embedded', embedded),
    [
      'Clio: call, one → Communication + TimeEntry, with matter',
      clio,
      call,
      {},
      { record: 'communication_and_time_entry', matterId: 'm1' },
    ],
    [
      'Clio: call, else → Communication, no matter, no TimeEntry where it needs one',
      clio,
      call,
      noMatter,
      { record: 'communication', matterId: null, time: [] },
    ],
    ['Clio: SMS, one → Communication', clio, aText, {}, { record: 'communication', matterId: 'm1' }],
    [
      'Clio: SMS, else → Communication, no matter',
      clio,
      aText,
      twoMatters,
      { record: 'communication', matterId: null },
    ],
    [
      'Clio: fax, one → Document on the matter, linked to the contact',
      clio,
      aFax,
      {},
      { record: 'document', matterId: 'm1', contact: { use: 'jane' } },
    ],
    [
      'Clio: fax, else → Document without matter',
      clio,
      aFax,
      noMatter,
      { record: 'document', matterId: null, documentLeftOut: false },
    ],
    [
      'Clio, Exclusive off: no contact, call → logged, no contact',
      clio,
      call,
      { ...nobody, ...noCreation },
      { record: 'communication', contact: null },
    ],
    [
      'Clio, Exclusive off: no contact, SMS → logged, no contact',
      clio,
      aText,
      { ...nobody, ...noCreation },
      { record: 'communication', contact: null },
    ],
    [
      'Clio, Exclusive off: no contact, fax → document without contact',
      clio,
      aFax,
      nobody,
      { record: 'document', contact: null },
    ],
    [
      'Lawmatics: call, one → interaction on contact/matter + time entry',
      lawmatics,
      call,
      {},
      { record: 'interaction_and_time_entry', matterId: 'm1', contact: { use: 'jane' } },
    ],
    [
      'Lawmatics: call, else → interaction on the contact',
      lawmatics,
      call,
      noMatter,
      { record: 'interaction', matterId: null, contact: { use: 'jane' } },
    ],
    ['Lawmatics: SMS, one → interaction', lawmatics, aText, {}, { record: 'interaction', matterId: 'm1' }],
    [
      'Lawmatics: SMS, else → interaction',
      lawmatics,
      aText,
      noMatter,
      { record: 'interaction', matterId: null },
    ],
    ['Lawmatics: fax, one → file on the matter', lawmatics, aFax, {}, { record: 'document', matterId: 'm1' }],
    [
      'Lawmatics: fax, else → file on the contact',
      lawmatics,
      aFax,
      noMatter,
      { record: 'document', matterId: null, contact: { use: 'jane' } },
    ],
    [
      'Lawmatics: no contact, call → the stand-in company',
      lawmatics,
      call,
      { ...nobody, ...noCreation },
      { record: 'interaction', contact: { standIn: true } },
    ],
    [
      'Lawmatics: no contact, SMS → the stand-in company',
      lawmatics,
      aText,
      { ...nobody, ...noCreation },
      { record: 'interaction', contact: { standIn: true } },
    ],
    [
      'Lawmatics: no contact, fax → the stand-in company',
      lawmatics,
      aFax,
      { ...nobody, ...noCreation },
      { record: 'document', contact: { standIn: true } },
    ],
    [
      'Zoho CRM: call, one → Calls record with What',
      zoho,
      call,
      {},
      { record: 'communication', matterId: 'm1', contact: { use: 'jane' } },
    ],
    [
      'Zoho CRM: call, else → Calls record without What',
      zoho,
      call,
      noMatter,
      { record: 'communication', matterId: null },
    ],
    [
      'Zoho CRM: SMS, one → Note on the contact',
      zoho,
      aText,
      {},
      { record: 'note', matterId: null, contact: { use: 'jane' } },
    ],
    [
      'Zoho CRM: SMS, else → Note on the contact',
      zoho,
      aText,
      noMatter,
      { record: 'note', contact: { use: 'jane' } },
    ],
    [
      'Zoho CRM: fax, one → Attachment on the record',
      zoho,
      aFax,
      {},
      { record: 'attachment', matterId: 'm1' },
    ],
    [
      'Zoho CRM: fax, else → Attachment on the contact',
      zoho,
      aFax,
      noMatter,
      { record: 'attachment', matterId: null, contact: { use: 'jane' } },
    ],
    [
      'Zoho CRM: no contact, call → logged without contact',
      zoho,
      call,
      { ...nobody, ...noCreation },
      { record: 'communication', contact: null },
    ],
  ] satisfies [string, Policy, object, FactsChange, Partial<Plan>][])(
    '%s',
    (_name, policy, kind, change, plan) => {
      expect(written({ ...change, policy, interaction: kind })).toMatchObject(plan);
    },
  );

  test.each([
    ['Smokeball: fax, no matter → fax_needs_matter', smokeball, aFax, noMatter, 'fax_needs_matter'],
    ['Smokeball: fax, several matters → fax_needs_matter', smokeball, aFax, twoMatters, 'fax_needs_matter'],
    ['Smokeball: fax, no contact → fax_needs_contact', smokeball, aFax, nobody, 'fax_needs_contact'],
    ['embedded: fax, no matter → fax_needs_matter', embedded, aFax, noMatter, 'fax_needs_matter'],
    ['embedded: fax, several matters → fax_needs_matter', embedded, aFax, twoMatters, 'fax_needs_matter'],
    ['embedded: fax, no contact → fax_needs_contact', embedded, aFax, nobody, 'fax_needs_contact'],
    ['Zoho CRM: no contact, SMS → no_contact', zoho, aText, { ...nobody, ...noCreation }, 'no_contact'],
    ['Zoho CRM: no contact, fax → no_contact', zoho, aFax, nobody, 'no_contact'],
  ] satisfies [string, Policy, object, FactsChange, string][])(
    '%s',
    (_name, policy, kind, change, reason) => {
      expect(skipped({ ...change, policy, interaction: kind })).toBe(reason);
    },
  );

  test('Clio where a document without matter is refused: a Communication that says so', () => {
    const policy = { ...clio, documentWithoutMatter: false };
    expect(written({ policy, interaction: aFax, ...noMatter })).toMatchObject({
      record: 'communication',
      documentLeftOut: true,
    });
    expect(written({ policy, interaction: aFax })).toMatchObject({
      record: 'document',
      documentLeftOut: false,
    });
  });

  test('Clio where a TimeEntry without matter is accepted', () => {
    const policy = { ...clio, timeWithoutMatter: true };
    expect(written({ policy, ...noMatter })).toMatchObject({
      record: 'communication_and_time_entry',
      matterId: null,
      time: [{ talkSeconds: 247 }],
    });
  });

  test('a matter is never created: no plan says so', () => {
    expect(written(nobody)).toMatchObject({ matterId: null, record: 'task' });
  });

  test('several contacts, a record that needs one: the first by name, never all', () => {
    const contacts = [aContact('z', { displayName: 'Zed' }), aContact('a', { displayName: 'amy' })];
    expect(written({ policy: zoho, interaction: aText, contacts }).contact).toEqual({ use: 'a' });
    expect(written({ policy: lawmatics, contacts }).contact).toEqual({ use: 'a' });
    expect(written({ policy: embedded, contacts }).contact).toBeNull();
  });
});

describe('§6 activity code', () => {
  const code = (policy: Policy, interaction: object, change: FactsChange = {}) =>
    written({ ...change, policy, interaction }).activityCode;
  test.each([
    ['embedded fee', embedded, call, {}, 'field'],
    ['embedded memo', embedded, aText, {}, 'field'],
    ['embedded task', embedded, call, noMatter, 'field'],
    ['Smokeball fee', smokeball, call, {}, 'field'],
    ['Smokeball memo: in the text', smokeball, aText, {}, 'text'],
    ['Smokeball task: in the text', smokeball, call, noMatter, 'text'],
  ] satisfies [string, Policy, object, FactsChange, string][])('%s', (_name, policy, kind, change, place) => {
    expect(code(policy, kind, change)).toEqual({ label: 'ion8-CALL', place });
  });
  test('faxes carry none', () => expect(code(embedded, aFax)).toBeNull());
  test('the label may be another', () =>
    expect(written({ activityCode: 'PHONE' }).activityCode?.label).toBe('PHONE'));
});

describe('§6 time', () => {
  test('Smokeball and embedded: worked minutes and billed minutes by the rule', () => {
    const billing = { unitMinutes: 15, rounding: 'up', minimumMinutes: 0 } as const;
    for (const policy of [embedded, smokeball]) {
      expect(written({ policy, options: { billing } }).time).toMatchObject([
        { talkSeconds: 247, minutes: { worked: 5, billed: 15 } },
      ]);
    }
  });
  test('Clio gets raw seconds (it rounds)', () =>
    expect(written({ policy: clio }).time).toMatchObject([{ talkSeconds: 247, minutes: null }]));
  test('answered for less than half a second: no time', () =>
    expect(
      written({ interaction: { talkSeconds: 0, staffParties: [aParty({ answered: true })] } }),
    ).toMatchObject({ record: 'fee', time: [] }));
});
