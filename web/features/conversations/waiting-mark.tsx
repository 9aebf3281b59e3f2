import { IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import '../../ui/state-badge.css';
import { exactMoment } from '../../ui/when.ts';
import { isLong, waited } from './times.ts';

/** "waiting 3 h": how long somebody outside has had no answer; in colour when it is long. */
export function WaitingMark({ since }: { since: string }): ReactNode {
  const { t } = useTranslation('conversations');
  const zone = useFirmFormat();
  const now = useNow();
  const at = Date.parse(since);
  const { unit, count } = waited(at, now);
  const words = { minutes: 'waitingMinutes', hours: 'waitingHours', days: 'waitingDays' } as const;
  return (
    <span
      className="waiting-mark figures"
      data-tone={isLong(at, now) ? 'failed' : 'person'}
      title={exactMoment(new Date(at), zone)}
    >
      <IconClock size={12} stroke={2} aria-hidden />
      {count === 0 ? t('waitingNow') : t(words[unit], { count })}
    </span>
  );
}
