import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from './clock.ts';
import { useFirmFormat } from './firm-format.tsx';
import { exactMoment, when } from './when.ts';

/** "12 min ago", "yesterday 16:05": in the firm's zone, with the exact moment on hover. `at` is an ISO time. */
export function RelativeTime({ at }: { at: string }): ReactNode {
  const { t } = useTranslation('ui');
  const zone = useFirmFormat();
  const moment = new Date(at);
  const now = new Date(useNow());
  const said = when(moment, now, zone);
  return (
    <time className="figures" dateTime={at} title={exactMoment(moment, zone)}>
      {said.say === 'justNow' && t('justNow')}
      {(said.say === 'minutesAgo' || said.say === 'inMinutes') && t(said.say, { count: said.count })}
      {(said.say === 'yesterdayAt' || said.say === 'tomorrowAt') && t(said.say, { time: said.time })}
      {said.say === 'time' && said.time}
      {said.say === 'date' && said.date}
    </time>
  );
}
