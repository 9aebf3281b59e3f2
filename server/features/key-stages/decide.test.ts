import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applies,
  decideFromMatter,
  decideMatterBack,
  decideMatterMove,
  decideStage,
  type MappedStage,
  messagesFor,
  type Recipient,
  type Standing,
  type Templates,
  type Wish,
} from './decide.ts';
import { type StageState, stageStates } from './kinds.ts';
import { faultOf, fillIn } from './words.ts';

const today = '2026-03-02';
const standing = (state: StageState, more: Partial<Standing> = {}): Standing => ({
  state,
  eventOn: state === 'reached' ? '2026-02-20' : null,
  optional: false,
  ...more,
});
const wish = (more: Partial<Wish>): Wish => ({
  do: 'reach',
  by: 'person',
  on: today,
  today,
  note: '',
  ...more,
});

describe('what may follow what', () => {
  test.each<[string, Standing, Partial<Wish>, unknown]>([
    [
      'pending is reached',
      standing('pending'),
      {},
      { kind: 'set', state: 'reached', eventOn: today, news: true },
    ],
    [
      'a late entry keeps the day it happened',
      standing('pending'),
      { on: '2026-02-10' },
      { kind: 'set', state: 'reached', eventOn: '2026-02-10', news: true },
    ],
    [
      'a day to come is refused',
      standing('pending'),
      { on: '2026-03-03' },
      { kind: 'refused', why: 'It cannot have happened on a day to come.', field: 'on' },
    ],
    [
      'reached again on the same day is nothing',
      standing('reached', { eventOn: today }),
      {},
      { kind: 'nothing' },
    ],
    [
      'reached again on another day corrects it, and is no news',
      standing('reached'),
      { on: '2026-02-21' },
      { kind: 'set', state: 'reached', eventOn: '2026-02-21', news: false },
    ],
    ['a program does not correct what stands', standing('reached'), { by: 'program' }, { kind: 'nothing' }],
    [
      'skipped is not done: it can be reached',
      standing('skipped'),
      { by: 'program' },
      { kind: 'set', state: 'reached', eventOn: today, news: true },
    ],
    [
      'what does not apply by the answers happened all the same',
      standing('not_applicable'),
      {},
      { kind: 'set', state: 'reached', eventOn: today, news: true },
    ],
    [
      'an optional stage is skipped without a word',
      standing('pending', { optional: true }),
      { do: 'skip' },
      { kind: 'set', state: 'skipped', eventOn: null, news: false },
    ],
    [
      'another one with a word',
      standing('pending'),
      { do: 'skip', note: 'Cash buyer' },
      { kind: 'set', state: 'skipped', eventOn: null, news: false },
    ],
    [
      'another one without is refused',
      standing('pending'),
      { do: 'skip' },
      { kind: 'refused', why: 'Say why: this stage is not optional.', field: 'note' },
    ],
    [
      'what was reached is not skipped',
      standing('reached'),
      { do: 'skip', note: 'x' },
      { kind: 'refused', why: 'It was reached: undo that first.' },
    ],
    [
      'undo makes it pending',
      standing('reached'),
      { do: 'undo' },
      { kind: 'set', state: 'pending', eventOn: null, news: false },
    ],
    [
      'a skip is undone, too',
      standing('skipped'),
      { do: 'undo' },
      { kind: 'set', state: 'pending', eventOn: null, news: false },
    ],
    [
      'nothing to undo',
      standing('pending'),
      { do: 'undo' },
      { kind: 'refused', why: 'There is nothing to undo.' },
    ],
    [
      'only a person goes back',
      standing('reached'),
      { do: 'undo', by: 'program' },
      { kind: 'refused', why: 'Only a person goes back.' },
    ],
    [
      'a person leaves it out',
      standing('pending'),
      { do: 'not_applicable' },
      { kind: 'set', state: 'not_applicable', eventOn: null, news: false },
    ],
  ])('%s', (_name, now, more, then) => {
    expect(decideStage(now, wish(more))).toEqual(then);
  });
});

describe('a stage applies', () => {
  const leasehold = [{ question: 'tenure', is: ['leasehold'] }];
  test.each([
    ['always, without a condition', [], null, 'yes'],
    ['when the answers say so', leasehold, { tenure: 'leasehold' }, 'yes'],
    ['not when they say otherwise', leasehold, { tenure: 'freehold' }, 'no'],
    ['perhaps, while nobody answered', leasehold, null, 'unknown'],
  ] as const)('%s', (_name, condition, answers, then) => {
    expect(applies(condition, answers)).toBe(then);
  });
});

/** "a:reached>S1" */
const row = (...texts: readonly string[]): MappedStage[] =>
  texts.map((text) => {
    const [, id = '', state = '', mapsTo] = /^(\w+):(\w+)(?:>(\w+))?$/.exec(text) ?? [];
    return { id, state: stageStates.find((one) => one === state) ?? 'pending', mapsTo: mapsTo ?? null };
  });

describe('the matter moves a key stage', () => {
  test.each<[string, string[], string, unknown]>([
    ['forward', ['a:reached>S1', 'b:pending>S2'], 'S2', { kind: 'reach', id: 'b' }],
    ['past one that stays pending', ['a:pending>S1', 'b:pending>S2'], 'S2', { kind: 'reach', id: 'b' }],
    [
      'not where nothing is mapped to it',
      ['a:pending>S1', 'b:pending'],
      'S9',
      { kind: 'nothing', why: 'not_mapped' },
    ],
    [
      'not again: an echo of our own move',
      ['a:reached>S1', 'b:reached>S2'],
      'S2',
      { kind: 'nothing', why: 'in_step' },
    ],
    [
      'the first of two that are mapped to it',
      ['a:pending>S1', 'b:pending>S1'],
      'S1',
      { kind: 'reach', id: 'a' },
    ],
    [
      'not the second while the first holds it there',
      ['a:reached>S1', 'b:pending>S1'],
      'S1',
      { kind: 'nothing', why: 'in_step' },
    ],
    ['one that was skipped, if no other', ['a:skipped>S1'], 'S1', { kind: 'reach', id: 'a' }],
    [
      'not back: that is a question',
      ['a:reached>S1', 'b:reached>S2'],
      'S1',
      { kind: 'conflict', furthest: 'b', beyond: ['b'] },
    ],
    [
      'not back to one that was never reached',
      ['a:pending>S1', 'b:reached>S2'],
      'S1',
      { kind: 'conflict', furthest: 'b', beyond: ['b'] },
    ],
    [
      'back behind several',
      ['a:reached>S1', 'b:reached', 'c:reached>S2', 'd:reached>S3'],
      'S1',
      { kind: 'conflict', furthest: 'd', beyond: ['c', 'd'] },
    ],
    [
      'whatever else was reached without a mapping',
      ['a:pending>S1', 'b:reached'],
      'S1',
      { kind: 'reach', id: 'a' },
    ],
  ])('%s', (_name, stages, stageId, then) => {
    expect(decideFromMatter(row(...stages), stageId)).toEqual(then);
  });

  test('a forward move that is followed is in step from then on', () => {
    const stage = fc.record({
      state: fc.constantFrom(...stageStates),
      mapsTo: fc.option(fc.constantFrom('S1', 'S2', 'S3'), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(stage, { maxLength: 8 }), fc.constantFrom('S1', 'S2', 'S3'), (all, at) => {
        const stages = all.map((one, index) => ({ id: String(index), ...one }));
        const said = decideFromMatter(stages, at);
        if (said.kind !== 'reach') return;
        const after = stages.map((one) => (one.id === said.id ? { ...one, state: 'reached' as const } : one));
        expect(decideFromMatter(after, at)).toEqual({ kind: 'nothing', why: 'in_step' });
      }),
    );
  });
});

describe('a key stage moves the matter', () => {
  const at = (position: number, keptElsewhere = false) => ({
    keptElsewhere,
    stage: { id: `S${position}`, position },
  });
  const stage = (position: number) => ({ id: `S${position}`, position });
  test.each([
    ['forward', at(1), stage(2), { kind: 'move', to: 'S2' }],
    ['from no stage at all', { keptElsewhere: false, stage: null }, stage(2), { kind: 'move', to: 'S2' }],
    ['not when it is there', at(2), stage(2), { kind: 'stay', why: 'there_already' }],
    ['not back: the stage was entered late', at(3), stage(2), { kind: 'stay', why: 'further_on' }],
    ['not when another system keeps it', at(1, true), stage(2), { kind: 'stay', why: 'kept_elsewhere' }],
    ['not where none is mapped', at(1), null, { kind: 'stay', why: 'not_mapped' }],
    ['not before there is one', null, stage(2), { kind: 'stay', why: 'no_matter' }],
  ] as const)('%s', (_name, matter, mapped, then) => {
    expect(decideMatterMove(matter, mapped)).toEqual(then);
  });

  test.each([
    ['back with it when it is undone', at(2), { from: 'S1', to: 'S2' }, [], 'S1'],
    ['not when somebody moved it on since', at(3), { from: 'S1', to: 'S2' }, [], null],
    ['not when another stage holds it there', at(2), { from: 'S1', to: 'S2' }, row('a:reached>S2'), null],
    ['not when it never moved', at(2), { from: null, to: null }, [], null],
    ['not when another system keeps it', at(2, true), { from: 'S1', to: 'S2' }, [], null],
  ])('%s', (_name, matter, moved, others, then) => {
    expect(decideMatterBack(matter, moved, others)).toBe(then);
  });
});

describe('who is told', () => {
  const email = { subject: '{stage}', body: 'Hello {client}' };
  const both: Templates = { client: { email, sms: 'News: {stage}' }, referrer: { email } };
  const person = (more: Partial<Recipient>): Recipient => ({
    audience: 'client',
    contactId: 'jane',
    name: 'Jane Okafor',
    firstName: 'Jane',
    email: 'jane@example.com',
    phone: '+447700900123',
    ...more,
  });
  const agent = person({ audience: 'referrer', contactId: 'agent', phone: null });
  const keys = (...given: Parameters<typeof messagesFor>) =>
    messagesFor(...given).map(({ to, channel }) => `${to.contactId} ${channel}`);
  const all = { visibleTo: ['client', 'referrer'] as const, templates: both };

  test.each<[string, Parameters<typeof messagesFor>, string[]]>([
    ['client and referrer', [all, [person({}), agent], []], ['jane email', 'jane sms', 'agent email']],
    ['nobody who may not see it', [{ ...all, visibleTo: ['client'] }, [agent], []], []],
    [
      'nobody without words',
      [
        { ...all, templates: { client: { email: null, sms: null }, referrer: { email: null } } },
        [person({}), agent],
        [],
      ],
      [],
    ],
    ['not twice', [all, [person({})], [{ contactId: 'jane', channel: 'email' }]], ['jane sms']],
    [
      'each person once, in whatever role',
      [all, [person({}), person({ audience: 'referrer' })], []],
      ['jane email', 'jane sms'],
    ],
    ['only where there is an address', [all, [person({ email: null, phone: null })], []], []],
  ])('%s', (_name, given, then) => {
    expect(keys(...given)).toEqual(then);
  });
});

describe('the words', () => {
  test('are filled in', () => {
    const values = {
      client: 'Jane',
      property: '12 Mill Lane',
      stage: 'Exchanged',
      firm: 'Reid',
      referrer: '',
    };
    expect(fillIn('Hello {client}: {stage} for {property}. {firm}', values)).toBe(
      'Hello Jane: Exchanged for 12 Mill Lane. Reid',
    );
  });
  test.each([
    ['plain words', 'Hello {client}', null],
    ['an unknown variable', 'Hello {name}', /Nothing stands for \{name\}/],
    ['a sort code', 'Pay to 12-34-56', /bank details/],
    ['an account number', 'account number: 12345678', /bank details/],
  ] as const)('%s', (_name, text, then) => {
    const fault = faultOf(text);
    if (then === null) expect(fault).toBeNull();
    else expect(fault).toMatch(then);
  });
});
