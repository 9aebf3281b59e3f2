import { describe, expect, test } from 'vitest';
import { journeyOf } from './journey.ts';

type JourneyCall = Parameters<typeof journeyOf>[0];

const at = (seconds: number) => new Date(Date.parse('2025-03-14T12:00:00Z') + seconds * 1000).toISOString();

function leg(legId: string, role: 'outside' | 'user' | 'group', start: number, ring: number, talk: number) {
  return {
    legId,
    role,
    label: legId,
    providerUserId: null,
    result: 'answered' as const,
    reason: null,
    startedAt: at(start),
    answeredAt: null,
    endedAt: null,
    ringSeconds: ring,
    talkSeconds: talk,
    holdSeconds: 0,
  };
}

test('legs stand in the order in which they began, on one line of time', () => {
  const steps = journeyOf({
    startedAt: at(0),
    totalSeconds: 100,
    staffParties: [],
    segments: [leg('reid', 'user', 20, 5, 75), leg('queue', 'group', 0, 20, 0)],
  });
  expect(steps.map(({ id, from, ring, talk }) => [id, from, ring, talk])).toEqual([
    ['queue', 0, 20, 0],
    ['reid', 20, 5, 75],
  ]);
});

test('the outside leg is left out, unless it is all there is', () => {
  const outside = leg('caller', 'outside', 0, 0, 100);
  const call = { startedAt: at(0), totalSeconds: 100, staffParties: [] };
  expect(
    journeyOf({ ...call, segments: [outside, leg('reid', 'user', 0, 5, 95)] }).map(({ id }) => id),
  ).toEqual(['reid']);
  expect(journeyOf({ ...call, segments: [outside] }).map(({ id }) => id)).toEqual(['caller']);
});

test('a leg longer than the reported whole still fits the line', () => {
  const [step] = journeyOf({
    startedAt: at(0),
    totalSeconds: 10,
    staffParties: [],
    segments: [leg('reid', 'user', 10, 0, 30)],
  });
  expect(step && step.from + step.talk).toBe(100);
});

test('nothing known draws nothing', () => {
  expect(journeyOf({ startedAt: at(0), totalSeconds: 0, staffParties: [], segments: [] })).toEqual([]);
});

describe('a leg that the phone system does not name', () => {
  const reid = {
    providerUserId: 'u1',
    name: null,
    email: null,
    extension: '101',
    e164: null,
    talkSeconds: 95,
    answered: true,
    staffId: null,
    staffName: 'Tessa Reid',
  };
  const fox = { ...reid, providerUserId: 'u2', staffName: 'Martin Fox' };
  const unnamed: JourneyCall['segments'][number] = { ...leg('a', 'user', 0, 5, 95), label: null };
  const call = { startedAt: at(0), totalSeconds: 100 };
  const labels = (segment: typeof unnamed, staffParties: (typeof reid)[]) =>
    journeyOf({ ...call, segments: [segment], staffParties }).map(({ label }) => label);

  test('has the name of the only person in the call', () => {
    expect(labels(unnamed, [reid])).toEqual(['Tessa Reid']);
  });
  test('has the name of its user among several', () => {
    expect(labels({ ...unnamed, providerUserId: 'u2' }, [reid, fox])).toEqual(['Martin Fox']);
  });
  test('has none when it could be either of two', () => {
    expect(labels(unnamed, [reid, fox])).toEqual([null]);
  });
});
