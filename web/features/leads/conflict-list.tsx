import { IconAlertTriangle, IconCopy, IconInfoCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import '../../ui/state-badge.css';
import './conflict-list.css';
import type { ConflictMatch } from './lead.ts';

const looks = {
  conflict: { Icon: IconAlertTriangle, tone: 'failed' },
  duplicate: { Icon: IconCopy, tone: 'person' },
  known: { Icon: IconInfoCircle, tone: 'skipped' },
} as const;

const pageOf = { contact: 'contacts', matter: 'matters', lead: 'leads' } as const;

/** What is known already of the people and the property, the weightiest first, each with why. */
export function ConflictList(props: {
  matches: readonly ConflictMatch[];
  /** Takes a contact that fits instead of making a new one. */
  onUse?: (contact: { value: string; label: string }) => void;
}): ReactNode {
  const { t } = useTranslation('leads');
  const { matches, onUse } = props;
  return (
    <section className="conflicts" aria-label={t('conflicts')} aria-live="polite">
      <ul className="conflicts__list">
        {matches.map((match) => {
          const { Icon, tone } = looks[match.level];
          const contact = match.kind === 'contact' ? { value: match.id, label: match.label } : null;
          return (
            <li key={`${match.kind} ${match.id} ${match.contactId}`} className="conflict" data-tone={tone}>
              <Icon size={16} stroke={2} className="conflict__icon" aria-hidden />
              <div className="conflict__words">
                <p>
                  <span className="conflict__level">{t(`level_${match.level}`)}</span>{' '}
                  <Link to={`/${pageOf[match.kind]}/${match.id}`} target="_blank">
                    {match.label}
                  </Link>
                </p>
                <p className="conflict__why">{match.why}</p>
              </div>
              {onUse && contact && (
                <button type="button" className="link-button" onClick={() => onUse(contact)}>
                  {t('useContact')}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
