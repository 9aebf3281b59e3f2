import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Day, useToday } from '../matters/day-words.tsx';
import type { Sheet } from './sheet-query.ts';
import { pointsOf } from './timeline-points.ts';

/** From exchange to completion, with the days between. */
export function Timeline({ sheet }: { sheet: Sheet }): ReactNode {
  const { t } = useTranslation('completion');
  const today = useToday();
  const points = pointsOf(sheet, today);
  if (points.length === 0) return null;
  return (
    <ol className="completion-line" aria-label={t('dates')}>
      {points.map(({ key, label, day, after, past }) => (
        <li key={key} className="completion-line__point" data-past={past || undefined}>
          {after !== null && (
            <span className="completion-line__gap figures">{t('days', { count: after })}</span>
          )}
          <span className="completion-line__mark" aria-hidden />
          <span className="completion-line__words">
            <span className="completion-line__label">{label}</span>
            <Day day={day} />
            {day === today && <span className="completion-line__today">{t('today')}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
