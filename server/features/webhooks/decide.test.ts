import { describe, expect, test } from 'vitest';
import { type Attempt, newsOf, outcomeOf, retryAfterSeconds, retrySeconds, type Standing } from './decide.ts';
import type { Entry, Summary } from './payloads.ts';

const now = new Date('2026-03-02T10:00:00.000Z');
const id = '0198c0de-0000-7000-8000-000000000001';

function entry(more: Partial<Entry> = {}): Entry {
  return {
    id: '0198c0de-0000-7000-8000-00000000000e',
    interactionId: id,
    destination: 'embedded',
    destinationName: null,
    state: 'logged',
    reason: null,
    review: null,
    recordKind: 'fee',
    recordId: null,
    url: null,
    failure: null,
    matterId: null,
    matterNumber: null,
    matterTitle: null,
    contactId: null,
    staffId: null,
    staffName: null,
    assigneeId: null,
    assigneeName: null,
    workedMinutes: 4,
    billedMinutes: 6,
    amount: null,
    billable: true,
    billed: false,
    reference: 'ML-7F3K9Q',
    why: { sentence: '', rule: 'one_matter', facts: JSON.parse('{"candidates":[]}') },
    byPerson: false,
    decidedAt: now.toISOString(),
    writtenAt: null,
    revision: 1,
    ...more,
  };
}

function summary(more: Partial<Summary> = {}): Summary {
  return {
    id,
    kind: 'call',
    direction: 'inbound',
    outcome: 'answered',
    ended: true,
    startedAt: now.toISOString(),
    endedAt: now.toISOString(),
    talkSeconds: 240,
    totalSeconds: 250,
    externalParty: {
      number: '+442079460101',
      display: 'Jane Okafor',
      formattedNumber: '020 7946 0101',
      raw: null,
      name: null,
      withheld: false,
      contactId: null,
      contactName: 'Jane Okafor',
    },
    staffName: null,
    staffId: null,
    sourceId: id,
    sourceName: 'Office phones',
    excerpt: null,
    pages: null,
    hasRecording: false,
    logEntries: [entry()],
    ...more,
  };
}

describe('what is new about an interaction', () => {
  const told = newsOf(id, null, summary(), true).told;
  test.each([
    ['it has just come', null, summary(), true, ['interaction.created', 'log_entry.logged']],
    [
      'it is older than the endpoint and changed',
      null,
      summary(),
      false,
      ['interaction.updated', 'log_entry.logged'],
    ],
    ['nothing changed', told, summary(), false, []],
    ['the same commit told twice', told, summary(), true, []],
    ['its length became known', told, summary({ talkSeconds: 300 }), false, ['interaction.updated']],
    [
      'its entry was undone',
      told,
      summary({ logEntries: [entry({ state: 'undone', revision: 2 })] }),
      false,
      ['log_entry.undone'],
    ],
    [
      'its entry moved to another matter',
      told,
      summary({ logEntries: [entry({ revision: 2 })] }),
      false,
      ['log_entry.logged'],
    ],
    [
      'its entry is being written again',
      told,
      summary({ logEntries: [entry({ state: 'pending', revision: 2 })] }),
      false,
      [],
    ],
    ['it became part of another, or is behind a wall now', told, null, false, ['interaction.removed']],
    ['it came and went unseen', null, null, false, []],
  ])('%s', (_name, before, present, isNew, types) => {
    const { news, told: next } = newsOf(id, before, present, isNew);
    expect(news.map(({ type }) => type)).toEqual(types);
    if (present === null) expect(next).toBeNull();
    else expect(newsOf(id, next, present, isNew).news).toEqual([]);
  });
});

const healthy: Standing = { attempts: 0, failures: 0, failingSince: null };
const answered = (status: number | null, more: Partial<Attempt> = {}): Attempt => ({
  status,
  error: status === null ? 'nobody there' : null,
  retryAfterSeconds: null,
  ...more,
});
const secondsUntil = (at: Date | null) => ((at?.getTime() ?? Number.NaN) - now.getTime()) / 1000;

describe('what an attempt makes of a delivery', () => {
  test.each([200, 201, 204, 299])('%d is received', (status) => {
    expect(outcomeOf(healthy, answered(status), now, 0.5)).toMatchObject({
      state: 'delivered',
      endpoint: { failures: 0, restUntil: null, disabled: null },
    });
  });

  test.each([
    ['a redirect', 302, 'It redirects (302), which is not followed.'],
    ['a refusal', 400, 'It answered 400.'],
    ['a failure', 500, 'It answered 500.'],
    ['nobody', null, 'nobody there'],
  ])('%s is tried again', (_name, status, error) => {
    expect(outcomeOf(healthy, answered(status), now, 0.5)).toMatchObject({ state: 'waiting', error });
  });

  test('the schedule is the specification’s, spread by a fifth, and ends after ten attempts', () => {
    const waits = (random: number) =>
      retrySeconds.map((_wait, attempts) =>
        secondsUntil(outcomeOf({ ...healthy, attempts }, answered(500), now, random).dueAt),
      );
    expect(waits(0.5)).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    expect(waits(0)[1]).toBeCloseTo(240);
    expect(waits(1)[1]).toBeCloseTo(360);
    expect(outcomeOf({ ...healthy, attempts: 9 }, answered(500), now, 0.5).state).toBe('failed');
  });

  test('Retry-After is heeded, up to a day', () => {
    const asked = (seconds: number) =>
      outcomeOf(healthy, answered(429, { retryAfterSeconds: seconds }), now, 0.5);
    expect(secondsUntil(asked(90).dueAt)).toBe(90);
    expect(secondsUntil(asked(90).endpoint.restUntil)).toBe(90);
    expect(secondsUntil(asked(999_999).dueAt)).toBe(86_400);
    expect(secondsUntil(asked(1).dueAt)).toBe(5);
  });

  test.each([
    ['seconds', '120', 120],
    ['a date', 'Mon, 02 Mar 2026 10:02:00 GMT', 120],
    ['a date that has passed', 'Mon, 02 Mar 2026 09:00:00 GMT', 0],
    ['neither', 'soon', null],
    ['nothing', undefined, null],
  ])('Retry-After as %s', (_name, header, seconds) => {
    expect(retryAfterSeconds(header, now)).toBe(seconds);
  });
});

describe('what an attempt makes of an endpoint', () => {
  test('the first retry of a delivery is waited for; later ones let others pass', () => {
    const first = outcomeOf(healthy, answered(500), now, 0.5);
    expect(first.endpoint.restUntil).toEqual(first.dueAt);
    const second = outcomeOf({ ...healthy, attempts: 1, failures: 1 }, answered(500), now, 0.5);
    expect(secondsUntil(second.endpoint.restUntil)).toBe(5);
    expect(secondsUntil(second.dueAt)).toBe(300);
  });

  test('whoever stays away is asked more and more seldom, at most every ten minutes', () => {
    const rests = [0, 1, 2, 3, 4, 5, 50].map((failures) =>
      secondsUntil(
        outcomeOf({ attempts: 1, failures, failingSince: now }, answered(null), now, 0.5).endpoint.restUntil,
      ),
    );
    expect(rests).toEqual([5, 5, 15, 60, 180, 600, 600]);
  });

  test('back after an outage, what waits need not wait; after a hiccup it keeps its time', () => {
    const back = (failures: number) =>
      outcomeOf({ ...healthy, failures }, answered(200), now, 0.5).endpoint.recovered;
    expect([back(0), back(1), back(2), back(3), back(9)]).toEqual([false, false, false, true, true]);
  });

  test.each([
    ['gone at once', 410, 0, 'gone'],
    ['failing for less than five days', 500, 4.9, null],
    ['failing for five days', 500, 5, 'failing'],
    ['nobody there for a week', null, 7, 'failing'],
    ['well again after four days', 200, 4, null],
  ])('%s', (_name, status, days, disabled) => {
    const failingSince = days === 0 ? null : new Date(now.getTime() - days * 86_400_000);
    expect(
      outcomeOf({ attempts: 2, failures: 9, failingSince }, answered(status), now, 0.5).endpoint.disabled,
    ).toBe(disabled);
  });
});
