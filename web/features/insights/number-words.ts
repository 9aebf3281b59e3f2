/** Numbers as people read them. Pure. */
import type { Unit } from './queries.ts';

export type Say = { locale: string; currency: string; days: (count: string) => string; none: string };

/** `exact`: pence, too; charts and tiles leave them out. */
export function numberWords(value: number | null, unit: Unit, say: Say, exact = false): string {
  if (value === null) return say.none;
  switch (unit) {
    case 'leads':
      return new Intl.NumberFormat(say.locale).format(value);
    case 'ratio':
      return new Intl.NumberFormat(say.locale, { style: 'percent', maximumFractionDigits: 1 }).format(value);
    case 'money':
      return moneyWords(value, say, exact);
    case 'days':
      return say.days(new Intl.NumberFormat(say.locale, { maximumFractionDigits: 1 }).format(value));
    case 'seconds':
      return durationWords(value, say.locale);
  }
}

function moneyWords(minor: number, { locale, currency }: Say, exact: boolean): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  if (exact) return format.format(minor / 10 ** digits);
  return new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 }).format(
    minor / 10 ** digits,
  );
}

const parts = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** The two largest parts: "3 days 4 hr", "12 min 5 sec", "0 sec". */
function durationWords(seconds: number, locale: string): string {
  const first = parts.findIndex(([, size]) => seconds >= size);
  const from = first < 0 ? parts.length - 1 : first;
  let rest = Math.round(seconds);
  const said: string[] = [];
  for (const [unit, size] of parts.slice(from, from + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || said.length === 0)
      said.push(new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(count));
  }
  return said.join(' ');
}

export type Course = 'up' | 'down' | 'same' | 'none';

/** Against the period before; `none` where either has nothing to work it out from. */
export function courseOf(value: number | null, before: number | null): Course {
  if (value === null || before === null) return 'none';
  if (value === before) return 'same';
  return value > before ? 'up' : 'down';
}

/** Of a bar, in per cent of the longest; something is never nothing. */
export function lengthOf(value: number | null, longest: number): number {
  if (value === null || value <= 0 || longest <= 0) return 0;
  return Math.max(Math.min((value / longest) * 100, 100), 1);
}

/** "1–22 Nov 2026", in as few words as the days need. */
export function daysWords({ from, to }: { from: string; to: string }, locale: string): string {
  const noon = (day: string) => new Date(`${day}T12:00:00Z`);
  const format = new Intl.DateTimeFormat(locale, {
    ...{ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' },
  });
  return from === to ? format.format(noon(from)) : format.formatRange(noon(from), noon(to));
}

/** Without the year, for the foot of a chart. */
export function shortDay(day: string, grain: 'day' | 'week' | 'month', locale: string): string {
  const options: Intl.DateTimeFormatOptions =
    grain === 'month' ? { month: 'short' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(
    new Date(`${day}T12:00:00Z`),
  );
}
