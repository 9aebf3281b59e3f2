import type { ReactNode } from 'react';
import { currentLocale } from '../../words.ts';
import { shownTimes, type Times } from './times.ts';
import { say } from './words.ts';

/** When it is; by the reader's own clock, too, where that differs. */
export function When({ times }: { times: Times }): ReactNode {
  const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { when, elsewhere } = shownTimes(times, currentLocale(), ownZone);
  if (elsewhere === null) return <time dateTime={times.startsAt}>{when}</time>;
  return (
    <>
      <time dateTime={times.startsAt}>{say('inZone', { time: when, zone: elsewhere.zone })}</time>
      <span className="p-row__about p-when__yours">
        {say('yourTime', { time: elsewhere.yours, zone: elsewhere.yourZone })}
      </span>
    </>
  );
}
