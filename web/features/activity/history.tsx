import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../ui/relative-time.tsx';
import './history.css';
import './section-title.css';
import type { InteractionDetail } from './interaction.ts';

const actions = {
  'log_entry.refiled': 'history_refiled',
  'log_entry.undone': 'history_undone',
  'log_entry.redone': 'history_redone',
  'log_entry.skipped': 'history_skipped',
  'log_entry.approved': 'history_approved',
} as const;

function isAction(action: string): action is keyof typeof actions {
  return Object.hasOwn(actions, action);
}

/** Who did what with it, newest first. Nothing is said where nobody did anything. */
export function History({ entries }: { entries: InteractionDetail['history'] }): ReactNode {
  const { t } = useTranslation('activity');
  const told = entries.filter(({ action }) => isAction(action));
  if (told.length === 0) return null;
  return (
    <section aria-label={t('history')}>
      <h2 className="interaction__section-title">{t('history')}</h2>
      <ol className="history">
        {told.map(({ at, action, staffName }) => (
          <li key={`${at} ${action}`} className="history__line">
            <span>
              {staffName ?? t('historyProgram')} {isAction(action) && t(actions[action])}
            </span>
            <span className="quiet">
              <RelativeTime at={at} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
