/** The address of Activity ↔ what is asked of the server. */
import type { Api } from '../../api/contract.ts';
import { searchOf } from '../../ui/search-state.ts';

export type InteractionQuery = NonNullable<Api['GET /api/v1/interactions']['query']>;

/** Route search of Activity. Short names, since people share these addresses. */
export const activitySearch = searchOf(
  'q',
  'kind',
  'state',
  'staff',
  'source',
  'destination',
  'contact',
  'matter',
  'from',
  'to',
);
export type ActivitySearch = ReturnType<typeof activitySearch>;

const kinds: Readonly<Record<string, InteractionQuery>> = {
  call: { kind: 'call' },
  missed: { kind: 'call', outcome: 'missed' },
  voicemail: { kind: 'call', outcome: 'voicemail' },
  sms: { kind: 'sms' },
  fax: { kind: 'fax' },
};
const states: Readonly<Record<string, InteractionQuery>> = {
  review: { review: 'true' },
  logged: { state: 'logged' },
  held: { state: 'held' },
  skipped: { state: 'skipped' },
  failed: { state: 'failed' },
  pending: { state: 'pending' },
  undone: { state: 'undone' },
};

const day = /^\d{4}-\d{2}-\d{2}$/;

/** Only what the server would accept; a mistyped address shows more rows rather than an error. */
export function queryOf(search: Readonly<Record<string, string | undefined>>): InteractionQuery {
  const { q, kind, state, staff, source, destination, contact, matter, from, to } = search;
  return {
    ...(kind !== undefined && kinds[kind]),
    ...(state !== undefined && states[state]),
    ...(staff !== undefined && { staffId: staff }),
    ...(source !== undefined && { sourceId: source }),
    ...(destination !== undefined && { destination }),
    ...(contact !== undefined && { contactId: contact }),
    ...(matter !== undefined && { matterId: matter }),
    ...(from !== undefined && day.test(from) && { from }),
    ...(to !== undefined && day.test(to) && { to }),
    ...(q !== undefined && { q }),
  };
}

/** Usual spans of days, each with its words. */
export const datePresets = [
  ['today', 'datesToday'],
  ['yesterday', 'datesYesterday'],
  ['week', 'datesWeek'],
  ['month', 'datesMonth'],
] as const;
export type DatePreset = (typeof datePresets)[number][0];

/** First and last day of a preset, `today` being the firm's day as YYYY-MM-DD. A preset up to now has no last day. */
export function datesOf(preset: DatePreset, today: string): { from: string; to?: string } {
  if (preset === 'today') return { from: today };
  if (preset === 'yesterday') return { from: daysBefore(today, 1), to: daysBefore(today, 1) };
  return { from: daysBefore(today, preset === 'week' ? 6 : 29) };
}

export function presetOf(dates: { from?: string; to?: string }, today: string): DatePreset | undefined {
  const found = datePresets.find(([preset]) => {
    const own = datesOf(preset, today);
    return own.from === dates.from && own.to === dates.to;
  });
  return found?.[0];
}

function daysBefore(isoDay: string, count: number): string {
  return new Date(Date.parse(`${isoDay}T00:00:00Z`) - count * 86_400_000).toISOString().slice(0, 10);
}

/** The calendar day of a moment in the firm's zone. */
export function dayIn(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}
