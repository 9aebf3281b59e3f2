import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** "7 min 12 s", "45 s", "1 h 5 min" from whole seconds; above an hour the seconds no longer matter. */
export function Duration({ seconds }: { seconds: number }): ReactNode {
  const { t } = useTranslation('ui');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Math.floor(seconds % 60);
  const text =
    hours > 0
      ? minutes > 0
        ? t('hoursMinutes', { hours, minutes })
        : t('hours', { hours })
      : minutes === 0
        ? t('seconds', { seconds: rest })
        : rest === 0
          ? t('minutes', { minutes })
          : t('minutesSeconds', { minutes, seconds: rest });
  return <span className="figures">{text}</span>;
}
