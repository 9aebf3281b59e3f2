/** What of a book applies on a day. Pure. */

export interface Dated {
  id: string;
  effectiveFrom: string;
  effectiveTo: string | null;
  contractsBefore?: string | undefined;
}

/** The period that holds the day; null when none does. */
export function onDay<T extends Dated>(periods: readonly T[], day: string): T | null {
  return (
    periods.find(
      ({ effectiveFrom, effectiveTo }) =>
        effectiveFrom <= day && (effectiveTo === null || day <= effectiveTo),
    ) ?? null
  );
}

/**
 * As `onDay`, but a contract from before a change keeps what was in force before it where the change says so.
 * Without a contract day nothing is kept.
 */
export function forContract<T extends Dated>(
  periods: readonly T[],
  day: string,
  contractDate: string | undefined,
): T | null {
  const found = onDay(periods, day);
  if (!found?.contractsBefore || contractDate === undefined || contractDate >= found.contractsBefore)
    return found;
  const former = onDay(periods, dayBefore(found.effectiveFrom));
  return former ? forContract(periods, former.effectiveFrom, contractDate) : null;
}

export function dayBefore(day: string): string {
  return addDays(day, -1);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}
