/**
 * Whole forms through random histories: edits on both sides, looks that see what stood there a little earlier, changes that
 * are lost on their way, answers of people. In the end both sides say the same, and nobody's words went unseen.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LayoutTexts } from '../../vendors/ports.ts';
import { openLayoutFields } from '../practice/index.ts';
import { decideSheet } from './decide.ts';

const keys = ['taxReturnRef', 'registrationRef', 'undertakings'] as const;
type Key = (typeof keys)[number];
const fields = openLayoutFields('completion_details').filter(({ key }) => keys.some((one) => one === key));
/** A look sees what stood there at most so many steps ago; a change of ours counts as fresh for longer. */
const mostLag = 2;

type Sheet = Record<Key, string | null>;
const empty = (): Sheet => ({ taxReturnRef: null, registrationRef: null, undertakings: null });

interface World {
  step: number;
  ours: Sheet;
  /** Every state of theirs, newest last. */
  theirs: Sheet[];
  base: LayoutTexts;
  sent: { from: LayoutTexts; to: LayoutTexts; at: number } | null;
  underWay: { from: LayoutTexts; to: LayoutTexts } | null;
  open: Map<Key, { ours: string | null; theirs: string | null }>;
  shown: Set<string>;
  replaced: Set<string>;
  written: string[];
}

const key = fc.constantFrom(...keys);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      side: fc.constantFrom('ours', 'theirs'),
      key,
      empty: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('look' as const), lag: fc.nat(mostLag) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('deliver' as const), lost: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('answer' as const), key, take: fc.boolean() }) },
);

const now = (world: World): Sheet => world.theirs.at(-1) ?? empty();

function edit(world: World, side: string, name: Key, value: string | null): void {
  const sheet = side === 'ours' ? world.ours : { ...now(world) };
  const before = sheet[name];
  if (before !== null) world.replaced.add(before);
  sheet[name] = value;
  if (side === 'theirs') world.theirs.push(sheet);
  if (value !== null) world.written.push(value);
}

function look(world: World, lag: number): void {
  const seen = world.theirs.at(-1 - lag) ?? world.theirs[0] ?? empty();
  const fresh = world.sent !== null && world.step - world.sent.at <= mostLag + 2;
  const plan = decideSheet(fields, {
    base: world.base,
    ours: Object.fromEntries(keys.map((name) => [name, { text: world.ours[name], confirmed: true }])),
    theirs: seen,
    justSent: fresh ? world.sent : null,
  });
  for (const name of keys) if (plan.take[name] !== undefined) world.ours[name] = plan.take[name];
  world.base = { ...world.base, ...plan.agreed };
  world.open = new Map();
  for (const { field, ours, theirs } of plan.conflicts) {
    const name = keys.find((one) => one === field);
    if (name) world.open.set(name, { ours, theirs });
    for (const text of [ours, theirs]) if (text !== null) world.shown.add(text);
  }
  if (world.underWay === null && Object.keys(plan.send.to).length > 0) {
    world.underWay = plan.send;
    world.sent = { ...plan.send, at: world.step };
  }
}

/** Compare and set, as the ports promise. */
function deliver(world: World, lost: boolean): void {
  const { underWay } = world;
  if (underWay && !lost) {
    const next = { ...now(world) };
    for (const name of keys)
      if (underWay.to[name] !== undefined && next[name] === (underWay.from[name] ?? null))
        next[name] = underWay.to[name];
    world.theirs.push(next);
    if (world.sent) world.sent.at = world.step;
  }
  world.underWay = null;
}

function answer(world: World, name: Key, take: boolean): void {
  const open = world.open.get(name);
  if (!open) return;
  if (take) {
    // What a person wrote since the question was asked is not what they answered about.
    if (world.ours[name] !== open.ours) return;
    world.ours[name] = open.theirs;
  }
  world.base = { ...world.base, [name]: open.theirs };
  world.open.delete(name);
}

test('10,000 random histories of whole forms converge, and no words vanish unseen', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, take) => {
      const world: World = {
        ...{ step: 0, ours: empty(), theirs: [empty()], base: {}, sent: null, underWay: null },
        ...{ open: new Map(), shown: new Set(), replaced: new Set(), written: [] },
      };
      for (const one of steps) {
        world.step += 1;
        if (one.do === 'edit') edit(world, one.side, one.key, one.empty ? null : `${one.side} ${world.step}`);
        else if (one.do === 'look') look(world, one.lag);
        else if (one.do === 'deliver') deliver(world, one.lost);
        else answer(world, one.key, one.take);
      }
      for (let round = 0; round < 20; round += 1) {
        world.step += mostLag + 3;
        deliver(world, false);
        world.step += mostLag + 3;
        look(world, 0);
        for (const name of keys) answer(world, name, take);
      }
      expect(world.ours).toEqual(now(world));
      for (const text of world.written) {
        const stands = keys.some((name) => world.ours[name] === text);
        expect(stands || world.replaced.has(text) || world.shown.has(text), `${text} vanished`).toBe(true);
      }
    }),
    { numRuns: 10_000 },
  );
}, 60_000);
