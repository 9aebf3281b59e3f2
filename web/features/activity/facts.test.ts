import { expect, test } from 'vitest';
import { candidatesByContact, factsOf } from './facts.ts';

const why = {
  rule: 'several_matters',
  contactRule: 'one_contact',
  matterRule: 'several_matters',
  staffRule: 'extension',
  assigneeRule: 'matched_staff',
  assigneeName: 'Tessa Reid',
  contactId: 'c1',
  contactName: 'Jane Okafor',
  staffId: 's1',
  staffName: 'Tessa Reid',
  candidates: [],
  options: {},
} as const;

test('every rule that was taken is one line', () => {
  expect(factsOf({ ...why, candidates: [] })).toEqual([
    { label: 'fact_contact', words: 'contact_one_contact', name: 'Jane Okafor' },
    { label: 'fact_matter', words: 'matter_several_matters', name: '' },
    { label: 'fact_staff', words: 'staff_extension', name: 'Tessa Reid' },
    { label: 'fact_assignee', words: 'assignee_matched_staff', name: 'Tessa Reid' },
  ]);
});

test('without a task or a matter rule there is no line for them', () => {
  const labels = factsOf({ ...why, candidates: [], matterRule: null, assigneeRule: null }).map(
    ({ label }) => label,
  );
  expect(labels).toEqual(['fact_contact', 'fact_staff']);
});

test('candidates are told contact by contact', () => {
  const of = (contactId: string, matterId: string | null) => ({
    contactId,
    contactName: contactId.toUpperCase(),
    matterId,
    matterNumber: matterId && `#${matterId}`,
    matterTitle: matterId && `Matter ${matterId}`,
  });
  expect(candidatesByContact([of('a', '1'), of('b', null), of('a', '2')])).toEqual([
    {
      contactId: 'a',
      contactName: 'A',
      matters: [
        { id: '1', number: '#1', title: 'Matter 1' },
        { id: '2', number: '#2', title: 'Matter 2' },
      ],
    },
    { contactId: 'b', contactName: 'B', matters: [] },
  ]);
});
