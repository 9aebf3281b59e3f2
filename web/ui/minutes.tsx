import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Whole minutes of work: "12 min", "1 h 30 min". */
export function Minutes({ minutes }: { minutes: number }): ReactNode {
  return <span className="figures">{useMinutes()(minutes)}</span>;
}

export function useMinutes(): (minutes: number) => string {
  const { t } = useTranslation('ui');
  return (minutes) => {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours === 0) return t('minutes', { minutes: rest });
    return rest === 0 ? t('hours', { hours }) : t('hoursMinutes', { hours, minutes: rest });
  };
}
