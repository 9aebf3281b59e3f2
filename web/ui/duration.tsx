import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** "7 min 12 s", "45 s", "1 h 5 min" from whole seconds; above an hour the seconds no longer matter. */
export function Duration({ seconds }: { seconds: number }): ReactNode {
  return <span className="figures">{useDuration()(seconds)}</span>;
}

export function useDuration(): (seconds: number) => string {
  const { t } = useTranslation('ui');
  return (whole) => {
    const hours = Math.floor(whole / 3600);
    const minutes = Math.floor((whole % 3600) / 60);
    const seconds = Math.floor(whole % 60);
    if (hours > 0) return minutes > 0 ? t('hoursMinutes', { hours, minutes }) : t('hours', { hours });
    if (minutes === 0) return t('seconds', { seconds });
    return seconds === 0 ? t('minutes', { minutes }) : t('minutesSeconds', { minutes, seconds });
  };
}
