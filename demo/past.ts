import { DateTime } from 'luxon';
import type { DemoApi } from './api.ts';
import { nuisance } from './callers.ts';
import { createChance } from './chance.ts';
import { timeZone } from './firm.ts';
import { createHappenings } from './happenings.ts';
import { type Phones, waitUntil } from './phones.ts';

const weeks = 3;
const leftForReview = 8;

/**
 * Three weeks of the firm's days, through the same webhooks and the same pipeline as what comes live. Then a person
 * has worked through the older part of the review list.
 */
export async function playPast(phones: Phones, api: DemoApi): Promise<void> {
  await api.call('PATCH /api/v1/options', { body: { blockList: [nuisance] } });
  const chance = createChance(20);
  const nextHappening = createHappenings(chance, false);
  for (const at of officeMoments(DateTime.now().setZone(timeZone), (low, high) => chance.between(low, high)))
    await phones.perform(nextHappening(), at);
  await waitUntil('the past to be worked off', async () => {
    const { items } = await api.call('GET /api/v1/sources');
    return items.every(({ pendingCount }) => pendingCount === 0);
  });
  await reviewOlder(api);
}

/** Moments between nine and half past five on working days, in order; the last is some minutes before now. */
export function officeMoments(now: DateTime, between: (low: number, high: number) => number): Date[] {
  const days = Array.from({ length: weeks * 7 + 1 }, (_, index) => now.minus({ days: weeks * 7 - index }));
  const moments = days
    .filter((day) => day.weekday <= 5)
    .flatMap((day) => {
      const opens = day.set({ hour: 9, minute: 0, second: 0, millisecond: 0 });
      return Array.from({ length: between(8, 12) }, () => opens.plus({ seconds: between(0, 8.5 * 3600) }));
    });
  const over = moments.filter((moment) => moment < now.minus({ minutes: 4 }));
  // Something has happened in the last hour, whatever the hour is.
  const recent = [52, 41, 33, 24, 15, 7].map((minutes) => now.minus({ minutes }));
  return [...over, ...recent].map((moment) => moment.toJSDate()).sort((a, b) => a.getTime() - b.getTime());
}

async function reviewOlder(api: DemoApi): Promise<void> {
  const { items } = await api.call('GET /api/v1/interactions', { query: { review: 'true', limit: '200' } });
  for (const { id } of items.slice(leftForReview)) {
    const { candidates } = await api.call('GET /api/v1/interactions/:id', { params: { id } });
    const matterId = candidates.find((candidate) => candidate.matterId !== null)?.matterId;
    if (matterId)
      await api.call('POST /api/v1/interactions/:id/refile', { params: { id }, body: { matterId } });
    else await api.call('POST /api/v1/interactions/:id/approve', { params: { id } });
  }
}
