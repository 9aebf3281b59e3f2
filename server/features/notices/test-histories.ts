/** Random histories of a conversation, and how one is played against T4's words and against the program. For tests. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { createModel, type Model, type ModelMail, type ModelRules } from './test-model.ts';

export const people = 2;

const who = fc.nat(people - 1);
const act = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ do: 'post' } as const) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reply' as const), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('look' as const), who, but: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('focus' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('stare' as const), who, minutes: fc.integer({ min: 4, max: 9 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('retract' as const), back: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'archive' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'shelve' } as const) },
  { weight: 2, arbitrary: fc.constant({ do: 'restore' } as const) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('add' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...{ do: fc.constant('bar' as const), who, on: fc.boolean() },
      how: fc.constantFrom('blocked' as const, 'bounced' as const),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'nothing' } as const) },
);

/** Around the limits of T4, and beyond them. */
const seconds = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(0, 1, 29, 30, 59, 60, 61, 5 * 60, 7 * 60, 14 * 60 + 59, 15 * 60) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 20 * 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(3600 - 1, 3600, 2 * 3600, 25 * 3600) },
);

const step = fc.record({
  act,
  /** Passes before it happens. */
  seconds,
  /** Nobody works meanwhile. */
  down: fc.boolean(),
  workers: fc.constantFrom(1, 1, 2, 3),
  /** The first try of the work after it breaks off before its end. */
  crash: fc.constantFrom(false, false, false, true),
});
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
export type Act = Step['act'];

const rules: fc.Arbitrary<ModelRules> = fc.record({
  mode: fc.constantFrom('back_off', 'strict'),
  delayMinutes: fc.constantFrom(15, 15, 1, 90),
  eachMessage: fc.boolean(),
});

export const historyOf = (maxLength: number) =>
  fc
    .record({
      // Each message's own time and backing off contradict each other.
      rules: rules.map((all) => ({ ...all, eachMessage: all.eachMessage && all.mode === 'strict' })),
      // Clocks go back and forward in London on these nights; the others are plain days.
      start: fc.constantFrom('2026-10-25T00:40:00Z', '2027-03-28T00:40:00Z', '2026-11-23T10:00:00Z'),
      steps: fc.array(step, { minLength: 4, maxLength }),
    })
    .map(({ rules: given, start, steps }) => ({ rules: given, start: Date.parse(start), steps }));
export type History = ReturnType<typeof historyOf> extends fc.Arbitrary<infer T> ? T : never;

/** What plays beside the model: the program, or its decisions alone. */
export interface Played {
  post(by: number | null, now: number): Promise<number>;
  look(who: number, seq: number, now: number): Promise<void>;
  focus(who: number, now: number): Promise<void>;
  retract(seq: number, now: number): Promise<void>;
  archive(now: number): Promise<void>;
  restore(now: number): Promise<void>;
  remove(who: number, now: number): Promise<void>;
  /** The number of the line that tells them. */
  add(who: number, now: number): Promise<number>;
  bar(who: number, how: 'blocked' | 'bounced', on: boolean): Promise<void>;
  work(now: number, how: { workers: number; crash: boolean }): Promise<void>;
  next(): Promise<number>;
  mails(who: number): Promise<ModelMail[]>;
}

const atOnce = { workers: 1, crash: false };

/** Plays a history on both, and compares who was mailed what, and when. Answers how many mails went. */
export async function playHistory({ rules: given, start, steps }: History, played: Played): Promise<number> {
  const model = createModel(given, people);
  let now = start;
  async function work(how = atOnce): Promise<void> {
    model.tick(now);
    await played.work(now, how);
  }
  /** Stops wherever one of them has something to do, so that a time that is too early or too late shows. */
  async function until(end: number, how = atOnce): Promise<void> {
    for (let at = await soonest(); at <= end; at = await soonest()) {
      now = Math.max(now, at);
      await work(how);
    }
    now = end;
  }
  const soonest = async () => {
    const at = Math.min(model.next(), await played.next());
    return Number.isFinite(at) ? Math.max(at, now) : at;
  };

  model.say({ seq: await played.post(null, now), at: now, by: null, only: null });
  await work();
  for (const { act: one, seconds: pass, down, ...how } of steps) {
    if (down) now += pass * 1000;
    else await until(now + pass * 1000);
    if (one.do === 'stare') {
      // A window that says every half minute that it is looked at, and moves no pointer: somebody left it open.
      for (let times = 0; times < 2 * one.minutes; times += 1) {
        await doBoth({ do: 'focus', who: one.who }, { model, played, now });
        await until(now + 30_000);
      }
    } else await doBoth(one, { model, played, now });
    if (down) await work(how);
  }
  await until(now + 3 * 24 * 3600_000);
  let count = 0;
  for (let person = 0; person < people; person += 1) {
    const mails = await played.mails(person);
    expect(mails).toEqual(model.mails(person));
    expectRules(mails, model, given);
    // Whoever may be told was told, three days later.
    expect(model.untold(person)).toEqual([]);
    count += mails.length;
  }
  return count;
}

function expectRules(mails: readonly ModelMail[], { lines }: Model, { delayMinutes }: ModelRules): void {
  expect(mails.filter(({ kind }) => kind === 'welcome').length).toBeLessThanOrEqual(1);
  expect(new Set(mails.map(({ upTo }) => upTo)).size).toBe(mails.length);
  for (const [n, { at, kind, upTo }] of mails.entries()) {
    if (n === 0) expect(kind).toBe('welcome');
    const before = mails[n - 1]?.upTo ?? 0;
    const told = lines.filter(({ seq }) => seq > before && seq <= upTo);
    if (kind === 'unread') expect(told.some((line) => at - line.at >= delayMinutes * 60_000)).toBe(true);
  }
}

/** What cannot be done now is left out of both. */
async function doBoth(one: Done, both: { model: Model; played: Played; now: number }): Promise<void> {
  const { model, played, now } = both;
  if (one.do === 'nothing') return;
  if (one.do === 'restore') {
    if (model.isOpen()) return;
    model.restore();
    return await played.restore(now);
  }
  if (one.do === 'bar') {
    model.bar(one.who, one.how, one.on);
    return await played.bar(one.who, one.how, one.on);
  }
  if (!model.isOpen()) return;
  if ('who' in one) return await actOf(one, both);
  if (one.do === 'archive' || one.do === 'shelve') {
    model.close();
    await played.archive(now);
    if (one.do === 'archive') return;
    // Brought back before anything was due: nothing of what was is told.
    model.restore();
    return await played.restore(now);
  }
  if (one.do === 'post')
    return model.say({ seq: await played.post(null, now), at: now, by: null, only: null });
  const ofFirm = model.lines.filter(({ by, only, retracted }) => by === null && only === null && !retracted);
  const line = ofFirm[ofFirm.length - 1 - one.back];
  if (!line) return;
  model.retract(line.seq);
  await played.retract(line.seq, now);
}

type Done = Exclude<Act, { do: 'stare' }>;
type OwnAct = Exclude<Extract<Done, { who: number }>, { do: 'bar' }>;

async function actOf(
  one: OwnAct,
  { model, played, now }: { model: Model; played: Played; now: number },
): Promise<void> {
  const { here, barred, fromSeq } = model.person(one.who);
  if (one.do === 'add') {
    if (here || barred.has('blocked')) return;
    return model.join(one.who, await played.add(one.who, now), now);
  }
  // Whoever is out, or blocked, can do nothing in the portal.
  if (!here) return;
  if (one.do === 'remove') {
    model.leave(one.who);
    return await played.remove(one.who, now);
  }
  if (barred.has('blocked')) return;
  if (one.do === 'reply')
    return model.say({ seq: await played.post(one.who, now), at: now, by: one.who, only: null });
  if (one.do === 'focus') {
    model.focus(one.who, now);
    return await played.focus(one.who, now);
  }
  const line = model.lines[model.lines.length - 1 - one.but];
  if (!line || line.seq < fromSeq) return;
  model.look(one.who, line.seq);
  await played.look(one.who, line.seq, now);
}
