import type { Difference } from './queries.ts';

const kinds = ['money', 'percent', 'date', 'time', 'moment', 'yes_no'] as const;

/** How the values of a field of that kind are written. */
export function writtenAs(kind: string | undefined): Difference['valueKind'] {
  return kinds.find((one) => one === kind) ?? 'text';
}

/** "250000.00" → 25000000 minor units; null when it is no such amount. */
export function minorUnits(text: string): number | null {
  const parts = /^(-?)(\d{1,13})\.(\d{2})$/.exec(text);
  if (!parts) return null;
  const minor = Number(`${parts[2]}${parts[3]}`);
  return parts[1] === '-' ? -minor : minor;
}
