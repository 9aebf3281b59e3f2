import { describe, expect, test } from 'vitest';
import { aContact, ada, aMatter, aParty, aStaffMember, bo } from './examples.ts';
import type { StaffParty } from './interaction.ts';
import { chooseAssignee, chooseMatter, eligibleContacts, hasSeat, matchStaff } from './match.ts';

describe('§4 staff match, in this order', () => {
  const staff = [
    aStaffMember('mapped'),
    aStaffMember('mailed', { email: 'Zoe@Example.com' }),
    aStaffMember('extended', { extension: '104' }),
    aStaffMember('direct', { directNumbers: ['+12125550191'] }),
  ];
  const mapping = new Map([['u1', 'mapped']]);
  const match = (more: Partial<StaffParty>, people = staff) => {
    const { staff: found, rule } = matchStaff(aParty({ providerUserId: null, ...more }), people, mapping);
    return [found?.staffId ?? null, rule];
  };
  const all = { email: 'zoe@example.com', extension: '104', e164: '+12125550191' };
  test.each([
    ['1 provider user → mapped staff', { providerUserId: 'u1', ...all }, ['mapped', 'mapped_user']],
    [
      '2 e-mail, case-folded',
      { providerUserId: 'u2', ...all, email: ' ZOE@example.COM ' },
      ['mailed', 'email'],
    ],
    ['3 extension', { ...all, email: 'other@example.com' }, ['extended', 'extension']],
    ['4 direct number', { ...all, email: null, extension: null }, ['direct', 'direct_number']],
    ['nobody', { email: 'no@example.com', extension: '999', e164: '+12125550199' }, [null, 'none']],
    ['nothing known', {}, [null, 'none']],
  ])('%s', (_name, party, expected) => expect(match(party)).toEqual(expected));

  test('mapped to somebody who is gone: the next rule', () => {
    expect(match({ providerUserId: 'u1', extension: '104' }, staff.slice(1))).toEqual([
      'extended',
      'extension',
    ]);
  });
  test('an extension that two people have matches neither; of an old and a new owner it is the active one', () => {
    const heir = aStaffMember('heir', { extension: '104' });
    expect(match({ extension: '104' }, [...staff, heir])).toEqual([null, 'none']);
    expect(match({ extension: '104' }, [...staff, { ...heir, active: false }])).toEqual([
      'extended',
      'extension',
    ]);
  });
});

describe('§4 assignee: first active by last name, then first name, case- and accent-insensitive', () => {
  const named = (id: string, firstName: string, lastName: string, active = true) =>
    aStaffMember(id, { firstName, lastName, active });
  const first = (people: ReturnType<typeof named>[]) => {
    for (const order of [people, people.toReversed()]) {
      const { staff, rule } = chooseAssignee({ rule: 'alphabetical' }, null, order);
      if (order !== people) return [staff?.staffId, rule];
      expect(staff?.staffId).toBe(people[0]?.staffId);
    }
    return [];
  };
  test.each([
    ['last name decides', [named('1', 'Zoe', 'Abbott'), named('2', 'Ann', 'Baker')]],
    ['then the first name', [named('1', 'Ann', 'Abbott'), named('2', 'Zoe', 'Abbott')]],
    [
      'case does not matter',
      [named('1', 'Ann', 'abbott'), named('2', 'Ann', 'Baker'), named('3', 'Ann', 'BACON')].slice(0, 2),
    ],
    ['accents do not matter', [named('1', 'Ann', 'Ábbott'), named('2', 'Bob', 'Abbott')]],
    ['É is not after Z', [named('1', 'Ann', 'Élan'), named('2', 'Ann', 'Zulu')]],
  ])('%s', (_name, people) => expect(first(people)).toEqual(['1', 'alphabetical']));
  test('only the active count', () => {
    const people = [named('gone', 'Ann', 'Aaron', false), named('here', 'Bob', 'Baker')];
    expect(chooseAssignee({ rule: 'alphabetical' }, null, people).staff?.staffId).toBe('here');
  });
  test('a matched staff member who left does not get the task', () => {
    expect(
      chooseAssignee({ rule: 'alphabetical' }, { ...ada, active: false }, [{ ...ada, active: false }, bo]),
    ).toMatchObject({ staff: bo, rule: 'alphabetical' });
  });
  test('of several in a role, the first by name', () => {
    const people = [
      { ...named('2', 'Ann', 'Baker'), role: 'owner' as const },
      { ...named('1', 'Ann', 'Abbott'), role: 'owner' as const },
      named('0', 'A', 'A'),
    ];
    expect(chooseAssignee({ rule: 'role', role: 'owner' }, null, people)).toMatchObject({
      staff: { staffId: '1' },
      rule: 'role',
    });
  });
});

describe('§3 fax-labelled numbers', () => {
  const fax = aContact('fax', { faxNumberOnly: true });
  const voice = aContact('voice');
  const ids = (kind: 'call' | 'sms' | 'fax', contacts = [fax, voice]) =>
    eligibleContacts(kind, contacts).map(({ contactId }) => contactId);
  test('a call: only if nothing else matches', () => {
    expect(ids('call')).toEqual(['voice']);
    expect(ids('call', [fax])).toEqual(['fax']);
  });
  test('a fax: like any other', () => expect(ids('fax')).toEqual(['fax', 'voice']));
  test('one contact found twice is one', () => expect(ids('call', [voice, voice])).toEqual(['voice']));
});

describe('§3 which matter', () => {
  const open = { matterAssociation: true, closedMatters: false };
  const jane = aContact('jane', { matters: [aMatter('m1'), aMatter('old', { status: 'closed' })] });
  const joe = aContact('joe', { matters: [aMatter('m1')] });
  const max = aContact('max', { matters: [aMatter('m2')] });
  const none = aContact('none');
  test.each([
    ['one contact, one open matter', [jane], open, ['m1', 'jane', 'one_matter']],
    ['closed matters counted', [jane], { ...open, closedMatters: true }, [null, 'jane', 'several_matters']],
    ['no matter', [none], open, [null, 'none', 'no_matter']],
    ['several contacts, one matter', [jane, joe], open, ['m1', null, 'shared_number_one_matter']],
    ['several contacts, one of them without a matter', [jane, none], open, [null, null, 'several_contacts']],
    ['several contacts, several matters', [jane, max], open, [null, null, 'several_contacts']],
    ['several contacts, no matter at all', [none, aContact('too')], open, [null, null, 'several_contacts']],
    [
      'matter association off',
      [jane],
      { ...open, matterAssociation: false },
      [null, 'jane', 'matter_association_off'],
    ],
    ['no contact', [], open, [null, null, 'no_contact']],
  ])('%s', (_name, contacts, options, expected) => {
    const choice = chooseMatter(contacts, options, []);
    expect([choice.matter?.matterId ?? null, choice.contact?.contactId ?? null, choice.rule]).toEqual(
      expected,
    );
  });

  const rule = (contactId: string, matterId: string) => ({ contactId, matterId });
  test.each([
    ['the matter of the pair', [rule('jane', 'm1')], open, ['m1', 'jane', 'pair_rule']],
    ['closed since: the rule rests', [rule('jane', 'old')], open, [null, null, 'several_contacts']],
    [
      'a matter that the contact is not on',
      [{ ...rule('jane', 'm7'), matter: aMatter('m7') }],
      open,
      ['m7', 'jane', 'pair_rule'],
    ],
    [
      '… and that is closed',
      [{ ...rule('jane', 'm7'), matter: aMatter('m7', { status: 'closed' }) }],
      open,
      [null, null, 'several_contacts'],
    ],
    ['of another contact', [rule('sam', 'm1')], open, [null, null, 'several_contacts']],
    [
      'two pairs that disagree',
      [rule('jane', 'm1'), rule('max', 'm2')],
      open,
      [null, null, 'several_contacts'],
    ],
  ])('"always for this pair": %s', (_name, pairRules, options, expected) => {
    const choice = chooseMatter([jane, max], options, pairRules);
    expect([choice.matter?.matterId ?? null, choice.contact?.contactId ?? null, choice.rule]).toEqual(
      expected,
    );
  });
});

describe('§5 seats', () => {
  test.each([
    ['all', 'all', [null], true],
    ['one of those involved has one', ['bo'], [ada, bo], true],
    ['none of them has', ['cy'], [ada, bo], false],
    ['unknown person', ['bo'], [null], false],
    ['nobody involved, one seat', ['bo'], [], true],
    ['nobody involved, no seat', [], [], false],
  ] satisfies [string, 'all' | string[], (typeof ada | null)[], boolean][])(
    '%s',
    (_name, seats, involved, expected) => {
      expect(hasSeat(seats, involved)).toBe(expected);
    },
  );
});
