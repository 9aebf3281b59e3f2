import { describe, expect, test } from 'vitest';
import { policy as clio } from '../../vendors/clio/policy.ts';
import { policy as lawmatics } from '../../vendors/lawmatics/policy.ts';
import { smokeballPolicy as smokeball } from '../../vendors/smokeball/policy.ts';
import { policy as zoho } from '../../vendors/zoho/policy.ts';
import {
  aContact,
  ada,
  aFax,
  aMatter,
  aParty,
  aText,
  bo,
  call,
  decided,
  type FactsChange,
  missedCall,
  nobody,
  noCreation,
  noMatter,
  skipped,
  written,
} from './examples.ts';
import type { Options } from './interaction.ts';
import { embedded } from './policies.ts';

describe('§4 the assignee of a task', () => {
  const task = (change: FactsChange = {}) => {
    const decision = decided({ ...noMatter, ...change });
    return [decision.do === 'write' ? decision.assigneeId : decision.do, decision.why.assigneeRule];
  };
  const unmatched = { mapping: new Map<string, string>() };
  test('the matched staff member', () => expect(task()).toEqual(['ada', 'matched_staff']));
  test('parity: else the first active in the alphabet', () =>
    expect(task(unmatched)).toEqual(['bo', 'alphabetical']));
  test('parity: a task must have one: no active staff at all is a named skip', () => {
    expect(skipped({ ...noMatter, staff: [{ ...ada, active: false }] })).toBe('no_staff');
  });
  test('only tasks have an assignee', () => expect(written().assigneeId).toBeNull());
  test('why names rule and person', () =>
    expect(decided({ ...noMatter, ...unmatched }).why).toMatchObject({
      assigneeRule: 'alphabetical',
      assigneeName: 'Bo Abbott',
      staffRule: 'none',
    }));
  test.each([
    ['Default task assignee: alphabetical', { rule: 'alphabetical' }, ['bo', 'alphabetical']],
    ['Default task assignee: a named person', { rule: 'staff', staffId: 'ada' }, ['ada', 'named_staff']],
    ['Default task assignee: a role', { rule: 'role', role: 'owner' }, ['bo', 'role']],
    ['a named person who is gone: alphabetical', { rule: 'staff', staffId: 'gone' }, ['bo', 'alphabetical']],
    ['a role that nobody has: alphabetical', { rule: 'role', role: 'administrator' }, ['bo', 'alphabetical']],
  ] satisfies [string, Options['defaultTaskAssignee'], string[]][])(
    '%s',
    (_name, defaultTaskAssignee, expected) => {
      expect(task({ ...unmatched, options: { defaultTaskAssignee } })).toEqual(expected);
    },
  );
});

describe('§5 options', () => {
  test('Contact Creation on: no match → create', () =>
    expect(written(nobody).contact).toMatchObject({ create: true }));
  test('Contact Creation off: no match → no contact', () =>
    expect(written({ ...nobody, ...noCreation }).contact).toBeNull());
  test('Contact Creation on, fax: never', () => {
    expect(decided({ ...nobody, interaction: aFax })).toMatchObject({
      do: 'skip',
      reason: 'fax_needs_contact',
      why: { contactRule: 'not_for_faxes' },
    });
    expect(written({ ...nobody, policy: clio, interaction: aFax }).contact).toBeNull();
  });

  const policies = { embedded, smokeball, clio, lawmatics, zoho };
  describe.each(Object.entries(policies))('Exclusive Contact Association, %s', (_name, policy) => {
    const exclusive = { exclusiveContactAssociation: true };
    test.each([
      ['call', call],
      ['SMS', aText],
      ['fax', aFax],
    ])('on, creation off, nobody found: %s skipped', (_kind, interaction) => {
      expect(
        skipped({ ...nobody, policy, interaction, options: { ...exclusive, contactCreation: false } }),
      ).toBe('no_contact');
    });
    test('on, creation on: the created contact counts', () =>
      expect(written({ ...nobody, policy, options: exclusive }).contact).toMatchObject({ create: true }));
    test('on, creation on, fax: still none', () =>
      expect(skipped({ ...nobody, policy, interaction: aFax, options: exclusive })).toBe('no_contact'));
    test('on, withheld number: skipped', () => {
      const externalParty = { e164: null, raw: null, name: null, withheld: true };
      expect(skipped({ policy, interaction: { externalParty }, options: exclusive })).toBe('no_contact');
    });
    test('on, contact found: logged', () => expect(decided({ policy, options: exclusive }).do).toBe('write'));
  });
  test('Exclusive Contact Association off (default): logged without a contact', () =>
    expect(written({ ...nobody, policy: clio, ...noCreation }).contact).toBeNull());

  test('Matter Association on: the matter is linked', () => expect(written().matterId).toBe('m1'));
  test('Matter Association off: as no matter found', () => {
    const decision = decided({ options: { matterAssociation: false } });
    expect(decision).toMatchObject({
      record: 'task',
      matterId: null,
      contact: { use: 'jane' },
      review: null,
      why: { matterRule: 'matter_association_off' },
    });
    expect(skipped({ interaction: aFax, options: { matterAssociation: false } })).toBe('fax_needs_matter');
  });

  test.each([
    ['firm non-billable (default), staff unset', false, null, false],
    ['firm billable, staff unset', true, null, true],
    ['firm non-billable, staff billable', false, true, true],
    ['firm billable, staff non-billable', true, false, false],
  ])('Default Billable Status: %s', (_name, defaultBillable, own, billable) => {
    const plan = written({ options: { defaultBillable }, staff: [{ ...ada, defaultBillable: own }, bo] });
    expect(plan).toMatchObject({ record: 'fee', billable, time: [{ billable }] });
    expect(
      written({ policy: clio, options: { defaultBillable }, staff: [{ ...ada, defaultBillable: own }] }),
    ).toMatchObject({ billable, time: [{ billable }] });
  });
  test('Default Billable Status, nobody matched: the firm default', () =>
    expect(written({ mapping: new Map(), options: { defaultBillable: true } })).toMatchObject({
      billable: true,
      time: [{ staffId: null, billable: true }],
    }));
  test('Default Billable Status says nothing about tasks', () =>
    expect(written({ ...noMatter, options: { defaultBillable: true } }).billable).toBe(false));

  test.each([
    ['Call Logging', 'callLogging', call],
    ['SMS Logging', 'smsLogging', aText],
    ['Fax Logging', 'faxLogging', aFax],
  ])('%s off → logging_off; the other kinds go on', (_name, option, kind) => {
    expect(skipped({ interaction: kind, options: { [option]: false } })).toBe('logging_off');
    for (const other of [call, aText, aFax].filter((each) => each !== kind)) {
      expect(decided({ interaction: other, options: { [option]: false } }).do).toBe('write');
    }
  });

  describe('Seats', () => {
    test('all staff (default)', () => expect(written().record).toBe('fee'));
    test('the staff member has one', () =>
      expect(written({ options: { seats: ['ada'] } }).record).toBe('fee'));
    test('the staff member has none', () => expect(skipped({ options: { seats: ['bo'] } })).toBe('no_seat'));
    test('answered by a user who is nobody on the list', () =>
      expect(skipped({ mapping: new Map(), options: { seats: ['bo'] } })).toBe('no_seat'));
    test('reached nobody, at least one seat: logged', () =>
      expect(written({ interaction: missedCall, options: { seats: ['bo'] } }).record).toBe('fee'));
    test('reached nobody, no seat at all', () =>
      expect(skipped({ interaction: missedCall, options: { seats: [] } })).toBe('no_seat'));
    test('made by somebody without a seat, though not answered', () =>
      expect(
        skipped({
          interaction: { ...missedCall, direction: 'outbound', outcome: 'not_answered' },
          options: { seats: ['bo'] },
        }),
      ).toBe('no_seat'));
    test('a text to somebody without a seat', () =>
      expect(skipped({ interaction: aText, options: { seats: ['bo'] } })).toBe('no_seat'));
    test('a text to the main line', () =>
      expect(
        written({
          interaction: { ...aText, staffParties: [aParty({ providerUserId: 'line' })] },
          options: { seats: ['bo'] },
        }).record,
      ).toBe('memo'));
    test('transfer from somebody without to somebody with: logged, and only the latter gets time', () => {
      const staffParties = [
        aParty({ answered: true, talkSeconds: 600 }),
        aParty({ providerUserId: null, extension: '102', answered: true, talkSeconds: 60 }),
      ];
      expect(written({ interaction: { staffParties }, options: { seats: ['bo'] } })).toMatchObject({
        staffId: 'bo',
        time: [{ staffId: 'bo', talkSeconds: 60 }],
      });
    });
  });

  test.each([
    ['0 s (default): nothing is too short', 0, 1, 'write'],
    ['shorter', 10, 9, 'too_short'],
    ['just long enough', 10, 10, 'write'],
  ])('Minimum duration %s', (_name, minimumDurationSeconds, talkSeconds, expected) => {
    expect(skipped({ options: { minimumDurationSeconds }, interaction: { talkSeconds } })).toBe(expected);
  });
  test('Minimum duration leaves missed calls and texts alone', () => {
    const options = { minimumDurationSeconds: 60 };
    expect(decided({ options, interaction: missedCall }).do).toBe('write');
    expect(decided({ options, interaction: aText }).do).toBe('write');
  });

  test('Internal calls on: a task without contact and without time', () => {
    const interaction = {
      direction: 'internal',
      externalParty: { e164: null, raw: null, name: null, withheld: false },
    } as const;
    expect(decided({ interaction, contacts: [], options: { internalCalls: true } })).toMatchObject({
      do: 'write',
      record: 'task',
      contact: null,
      time: [],
      review: null,
      why: { contactRule: 'none' },
    });
  });

  const closed = { contacts: [aContact('jane', { matters: [aMatter('m1', { status: 'closed' })] })] };
  test('Closed matters excluded (default)', () =>
    expect(written(closed)).toMatchObject({ record: 'task', matterId: null }));
  test('Closed matters included', () =>
    expect(written({ ...closed, options: { closedMatters: true } })).toMatchObject({
      record: 'fee',
      matterId: 'm1',
    }));
  test('pending matters count as open ones', () =>
    expect(
      written({ contacts: [aContact('jane', { matters: [aMatter('m1', { status: 'pending' })] })] }).matterId,
    ).toBe('m1'));

  test('Hold for review: the plan waits for one click', () => {
    const options = { holdForReview: true };
    expect(decided({ options })).toMatchObject({
      do: 'hold',
      plan: { record: 'fee', matterId: 'm1' },
      why: { rule: 'held_for_review' },
    });
    expect(decided({ options, override: { approved: true } })).toMatchObject({ do: 'write', record: 'fee' });
    expect(skipped({ options, interaction: aFax, ...noMatter })).toBe('fax_needs_matter');
  });

  test('write once: waits for the files up to the deadline', () => {
    const options = { writeOnceWaitMinutes: 10 };
    expect(decided({ options, filesPending: true })).toMatchObject({
      do: 'wait',
      until: '2026-03-02T01:14:20.000Z',
      why: { rule: 'waiting_for_files' },
    });
    expect(decided({ options, filesPending: true, now: new Date('2026-03-02T01:14:20.000Z') }).do).toBe(
      'write',
    );
    expect(decided({ options, filesPending: false }).do).toBe('write');
    expect(decided({ filesPending: true }).do).toBe('write');
  });

  test('each skip names its filter and the option behind it', () => {
    expect(decided({ options: { minimumDurationSeconds: 600 } }).why).toMatchObject({
      rule: 'too_short',
      options: { minimumDurationSeconds: 600 },
    });
    expect(decided({ options: { seats: ['bo'] } }).why).toMatchObject({
      rule: 'no_seat',
      options: { seats: ['bo'] },
    });
  });
});
