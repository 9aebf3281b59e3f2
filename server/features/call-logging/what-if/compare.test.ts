import { describe, expect, test } from 'vitest';
import { type Change, compare, type EntryNow } from './compare.ts';
import { aDecision, aPlan } from './compare-examples.ts';

const entry = (more: Partial<EntryNow> = {}): EntryNow => ({
  state: 'logged',
  reason: 'one_matter',
  record_kind: 'fee',
  matter_id: 'm1',
  contact_id: 'jane',
  assignee_id: null,
  ...more,
});
const task = entry({ record_kind: 'task', matter_id: null, assignee_id: 'ada' });
const taskPlan = aPlan({ record: 'task', matterId: null, assigneeId: 'ada', time: [] });
const time = { staffId: 'ada', talkSeconds: 240, minutes: { worked: 4, billed: 6 }, billable: false };

describe('what would differ', () => {
  const rows: [
    string,
    EntryNow | null,
    ReturnType<typeof aDecision>,
    Pick<Change, 'was' | 'becomes' | 'aspect'> | null,
  ][] = [
    ['a task would be a fee', task, aDecision(aPlan()), { was: 'task', becomes: 'fee', aspect: '' }],
    [
      'a fee would not be logged',
      entry(),
      aDecision('too_short'),
      { was: 'fee', becomes: 'skipped:too_short', aspect: '' },
    ],
    [
      'not logged for one reason, then for another',
      entry({ state: 'skipped', reason: 'no_seat', record_kind: null }),
      aDecision('too_short'),
      { was: 'skipped:no_seat', becomes: 'skipped:too_short', aspect: '' },
    ],
    ['the same', entry(), aDecision(aPlan()), null],
    [
      'the same reason not to log',
      entry({ state: 'skipped', reason: 'too_short', record_kind: null }),
      aDecision('too_short'),
      null,
    ],
    [
      'on another matter',
      entry(),
      aDecision(aPlan({ matterId: 'm2' })),
      { was: 'fee', becomes: 'fee', aspect: 'matter' },
    ],
    [
      'for another contact',
      entry(),
      aDecision(aPlan({ contact: { use: 'otto' } })),
      { was: 'fee', becomes: 'fee', aspect: 'contact' },
    ],
    [
      'a contact would be made',
      entry({ contact_id: null }),
      aDecision(aPlan({ contact: { create: true, name: '+44', e164: '+44' } })),
      { was: 'fee', becomes: 'fee', aspect: 'contact' },
    ],
    [
      'the stand-in company is no contact found',
      entry(),
      aDecision(aPlan({ contact: { standIn: true } })),
      null,
    ],
    [
      'a task for somebody else',
      task,
      aDecision({ ...taskPlan, assigneeId: 'bo' }),
      { was: 'task', becomes: 'task', aspect: 'assignee' },
    ],
    ['nothing was decided yet', null, aDecision(aPlan()), { was: 'none', becomes: 'fee', aspect: '' }],
    ['would wait for a person', entry(), aDecision('held'), { was: 'fee', becomes: 'held', aspect: '' }],
    ['waits already', entry({ state: 'held', record_kind: null }), aDecision('held'), null],
    [
      'being written elsewhere counts as written',
      entry({ state: 'pending', reason: 'being_written' }),
      aDecision(aPlan()),
      null,
    ],
    ['failed elsewhere counts as written', entry({ state: 'failed' }), aDecision(aPlan()), null],
  ];
  test.each(rows)('%s', (_name, now, decision, expected) => {
    const change = compare(now, decision, () => aDecision('logging_off'));
    expect(change && { was: change.was, becomes: change.becomes, aspect: change.aspect }).toEqual(expected);
  });
});

describe('because of', () => {
  test('the options, when the decision under the options as they were is another', () => {
    expect(compare(task, aDecision(aPlan()), () => aDecision(taskPlan))?.because).toBe('options');
  });
  test('contacts and matters, when it is the same under both', () => {
    expect(compare(task, aDecision(aPlan()), () => aDecision(aPlan()))?.because).toBe('facts');
  });
  test('the options, when both write, but in other places', () => {
    expect(compare(task, aDecision(aPlan({ matterId: 'm2' })), () => aDecision(aPlan()))?.because).toBe(
      'options',
    );
  });
});

describe('time of the same record', () => {
  const before = () => aDecision(aPlan({ time: [time] }));
  test('billed minutes', () => {
    const decision = aDecision(aPlan({ time: [{ ...time, minutes: { worked: 4, billed: 10 } }] }));
    expect(compare(entry(), decision, before)).toMatchObject({ aspect: 'minutes', because: 'options' });
  });
  test('billable or not', () => {
    const decision = aDecision(aPlan({ time: [{ ...time, billable: true }] }));
    expect(compare(entry(), decision, before)).toMatchObject({ aspect: 'billable', because: 'options' });
  });
  test('the same', () => {
    expect(compare(entry(), before(), before)).toBeNull();
  });
  test('without time nothing is asked a second time', () => {
    const asked = () => {
      throw new Error('asked');
    };
    expect(compare(entry(), aDecision(aPlan()), asked)).toBeNull();
  });
});
