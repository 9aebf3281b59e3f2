import type { ReactNode } from 'react';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { fullDay, shortDay, todayIn } from './day.ts';

export function useToday(): string {
  const { timeZone } = useFirmFormat();
  return todayIn(timeZone, new Date(useNow()));
}

/** A calendar day, short; the whole date on hover. */
export function Day({ day }: { day: string }): ReactNode {
  const { locale } = useFirmFormat();
  return (
    <time className="figures" dateTime={day} title={fullDay(day, locale)}>
      {shortDay(day, locale, useToday())}
    </time>
  );
}
