import { describe, expect, test } from 'vitest';
import { policy as clio } from '../../vendors/clio/policy.ts';
import { type Decision, decide } from './decide.ts';
import {
  aContact,
  ada,
  aFax,
  aMatter,
  aParty,
  aStaffMember,
  aText,
  bo,
  call,
  clientNumber,
  decided,
  missedCall,
  nobody,
  noMatter,
  skipped,
  someFacts,
  twoMatters,
  written,
} from './examples.ts';

describe('§2 kinds', () => {
  test('answered external: logged, with time', () => {
    expect(written()).toMatchObject({
      record: 'fee',
      time: [{ staffId: 'ada', talkSeconds: 247, minutes: { worked: 5, billed: 6 } }],
    });
  });
  test.each([
    [
      'outbound, not answered: logged, 0 s',
      { direction: 'outbound', outcome: 'not_answered', talkSeconds: 0, staffParties: [aParty()] },
    ],
    ['missed inbound: logged, no time', missedCall],
    ['voicemail: logged, no time', { ...missedCall, outcome: 'voicemail' }],
  ] as const)('%s', (_name, interaction) => {
    expect(
      written({ interaction: { ...interaction, staffParties: [...interaction.staffParties] } }),
    ).toMatchObject({ record: 'fee', matterId: 'm1', time: [] });
    expect(
      written({ policy: clio, interaction: { ...interaction, staffParties: [...interaction.staffParties] } }),
    ).toMatchObject({ record: 'communication', time: [] });
  });
  test('unknown outcome: logged, no time, for review', () => {
    expect(written({ interaction: { outcome: 'unknown_outcome' } })).toMatchObject({
      time: [],
      review: 'unknown_outcome',
    });
  });
  test('transfer A→B: one entry, each their own seconds', () => {
    const staffParties = [
      aParty({ answered: true, talkSeconds: 60 }),
      aParty({ providerUserId: 'u-bo', answered: true, talkSeconds: 400 }),
    ];
    const mapping = new Map([
      ['u-ada', 'ada'],
      ['u-bo', 'bo'],
    ]);
    expect(written({ mapping, interaction: { staffParties, talkSeconds: 460 } })).toMatchObject({
      record: 'fee',
      staffId: 'bo',
      time: [
        { staffId: 'ada', talkSeconds: 60, minutes: { worked: 1, billed: 6 } },
        { staffId: 'bo', talkSeconds: 400, minutes: { worked: 7, billed: 12 } },
      ],
    });
  });
  test('two legs of one staff member become one share of time', () => {
    const staffParties = [
      aParty({ answered: true, talkSeconds: 60 }),
      aParty({ providerUserId: 'u2', extension: '101', answered: true, talkSeconds: 30 }),
    ];
    expect(written({ interaction: { staffParties, talkSeconds: 90 } }).time).toMatchObject([
      { staffId: 'ada', talkSeconds: 90 },
    ]);
  });
  test('internal: skipped', () => {
    const interaction = {
      direction: 'internal',
      externalParty: { e164: null, raw: null, name: null, withheld: false },
    } as const;
    expect(skipped({ interaction, contacts: [] })).toBe('internal_call');
  });
  test.each([
    ['call', call],
    ['SMS', aText],
  ])('withheld number, %s: as if no contact was found, never creates one', (_name, kind) => {
    const externalParty = { e164: null, raw: 'anonymous', name: null, withheld: true };
    const decision = decided({ interaction: { ...kind, externalParty } });
    expect(decision).toMatchObject({
      do: 'write',
      record: 'task',
      contact: null,
      why: { contactRule: 'withheld', candidates: [] },
    });
  });
  test('a number that cannot be read never creates a contact', () => {
    const externalParty = { e164: null, raw: '62345', name: null, withheld: false };
    expect(decided({ interaction: { ...aText, externalParty }, contacts: [] })).toMatchObject({
      record: 'task',
      contact: null,
      why: { contactRule: 'unreadable_number' },
    });
  });
  test('SMS and fax never make time', () => {
    expect(written({ interaction: { ...aText, talkSeconds: 9, outcome: 'delivered' } }).time).toEqual([]);
    expect(written({ interaction: aFax }).time).toEqual([]);
  });
  test('blocked number: skipped', () => {
    expect(skipped({ options: { blockList: [clientNumber] } })).toBe('blocked_number');
    expect(skipped({ interaction: { outcome: 'blocked' } })).toBe('blocked_number');
    expect(written({ options: { blockList: ['+12125550101'] } }).record).toBe('fee');
  });
  test('still going on: wait', () => {
    expect(decided({ interaction: { ended: false, outcome: 'in_progress' } })).toMatchObject({
      do: 'wait',
      until: null,
      why: { rule: 'in_progress' },
    });
  });
});

describe('§3 contact', () => {
  test('found: used', () => expect(written().contact).toEqual({ use: 'jane' }));
  test('Name = caller-ID name', () =>
    expect(written(nobody).contact).toEqual({ create: true, name: 'OKAFOR J', e164: clientNumber }));
  test.each([null, '+1 212 555 0100', '2125550100', 'WIRELESS CALLER'])(
    'Name = else the number in international format (%j)',
    (name) => {
      const externalParty = { e164: clientNumber, raw: clientNumber, name, withheld: false };
      expect(written({ ...nobody, interaction: { externalParty } }).contact).toMatchObject({
        name: '+1 212 555 0100',
      });
    },
  );
  test('a created contact has no matters: the "else" row, for review', () => {
    expect(written(nobody)).toMatchObject({ record: 'task', matterId: null, review: 'unknown_party' });
  });
  test('several contacts, one open matter between them: logged there, linked to none of them', () => {
    const contacts = [
      aContact('jane', { matters: [aMatter()] }),
      aContact('joe', { matters: [aMatter(), aMatter('old', { status: 'closed' })] }),
    ];
    expect(decided({ contacts })).toMatchObject({
      record: 'fee',
      matterId: 'm1',
      contact: null,
      why: { matterRule: 'shared_number_one_matter', contactRule: 'several_contacts' },
    });
  });
  test('several contacts, different matters: as several matters, candidates listed, one entry', () => {
    const contacts = [
      aContact('jane', { matters: [aMatter('m1')] }),
      aContact('joe', { matters: [aMatter('m2')] }),
    ];
    const decision = decided({ contacts });
    expect(decision).toMatchObject({
      record: 'task',
      matterId: null,
      contact: null,
      review: 'several_matters',
      why: { matterRule: 'several_contacts' },
    });
    expect(decision.why.candidates.map(({ contactId, matterId }) => [contactId, matterId])).toEqual([
      ['jane', 'm1'],
      ['joe', 'm2'],
    ]);
  });
  test('several contacts for a fax: fax_needs_matter, as contacts were found', () => {
    const contacts = [aContact('jane', { matters: [aMatter('m1')] }), aContact('joe')];
    expect(skipped({ contacts, interaction: aFax })).toBe('fax_needs_matter');
  });
});

describe('§8 a person decides: re-file, redo, undo use the same function', () => {
  test('a matter chosen in review: the Task becomes a Fee', () => {
    expect(decided({ ...twoMatters, override: { matter: aMatter('m2') } })).toMatchObject({
      record: 'fee',
      matterId: 'm2',
      contact: { use: 'jane' },
      review: null,
      why: { matterRule: 'person_chose' },
    });
  });
  test('a matter chosen for a text and a fax', () => {
    expect(written({ ...noMatter, interaction: aText, override: { matter: aMatter('m2') } })).toMatchObject({
      record: 'memo',
      matterId: 'm2',
    });
    expect(written({ ...noMatter, interaction: aFax, override: { matter: aMatter('m2') } })).toMatchObject({
      record: 'document',
      matterId: 'm2',
    });
  });
  test('a contact chosen among several: its one matter', () => {
    const jane = aContact('jane', { matters: [aMatter('m1')] });
    const contacts = [jane, aContact('joe', { matters: [aMatter('m2')] })];
    expect(decided({ contacts, override: { contact: jane } })).toMatchObject({
      record: 'fee',
      matterId: 'm1',
      contact: { use: 'jane' },
      why: { contactRule: 'person_chose' },
    });
  });
  test('a person’s matter beats filters, exclusive association and closed', () => {
    const override = { matter: aMatter('m9', { status: 'closed' }) };
    expect(
      written({
        override,
        options: { minimumDurationSeconds: 999, seats: [], exclusiveContactAssociation: true },
      }).matterId,
    ).toBe('m9');
  });
  test('skip chosen', () => expect(skipped({ override: { skip: true } })).toBe('staff_chose_to_skip'));
  test('undo the choice: the first decision again', () =>
    expect(decided({ ...twoMatters, override: null })).toEqual(decided(twoMatters)));
  test('"always for this pair"', () => {
    const pairRules = [{ contactId: 'jane', matterId: 'm2' }];
    expect(decided({ ...twoMatters, pairRules })).toMatchObject({
      record: 'fee',
      matterId: 'm2',
      review: null,
      why: { matterRule: 'pair_rule' },
    });
    expect(decided({ ...twoMatters, pairRules, options: { matterAssociation: false } })).toMatchObject({
      record: 'task',
    });
  });
});

describe('decide is a pure function', () => {
  test('the same facts, the same decision; facts are not touched', () => {
    const facts = someFacts({
      contacts: [aContact('jane', { matters: [aMatter('m1'), aMatter('m2')] }), aContact('joe')],
    });
    const before = structuredClone({ ...facts, mapping: [...facts.mapping] });
    expect(decide(facts)).toEqual(decide(facts));
    expect({ ...facts, mapping: [...facts.mapping] }).toEqual(before);
  });
  test('the order of contacts and staff does not matter', () => {
    const contacts = [
      aContact('jane', { matters: [aMatter('m1')] }),
      aContact('joe', { matters: [aMatter('m1')] }),
    ];
    const staff = [ada, bo, aStaffMember('cy', { lastName: 'Young' })];
    const strip = ({ why: { candidates, ...why }, ...decision }: Decision) => ({
      ...decision,
      why,
      candidates: candidates.length,
    });
    expect(strip(decided({ contacts, staff, mapping: new Map() }))).toEqual(
      strip(decided({ contacts: contacts.toReversed(), staff: staff.toReversed(), mapping: new Map() })),
    );
  });
});
