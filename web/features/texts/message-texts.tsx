import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { type State, StateBadge } from '../../ui/state-badge.tsx';
import './texts.css';
import type { ConversationText } from './queries.ts';

const looks: Readonly<Record<ConversationText['state'], State>> = {
  refused: 'failed',
  queued: 'waiting',
  accepted: 'working',
  sent: 'working',
  delivered: 'logged',
  undelivered: 'failed',
  failed: 'failed',
};

/** Under a message: what became of its texts, and of each that did not leave or arrive, why. */
export function MessageTexts({ texts }: { texts: readonly ConversationText[] }): ReactNode {
  const { t } = useTranslation('texts');
  if (texts.length === 0) return null;
  return (
    <ul className="message-texts">
      {texts.map((text) => (
        <li key={text.id}>
          <StateBadge state={looks[text.state]} look="plain">
            {t(`text_${text.state}`, { name: text.name || text.number })}
          </StateBadge>
          {text.heldUntil !== null && (
            <>
              {' '}
              {t('heldUntil')} <RelativeTime at={text.heldUntil} />
            </>
          )}
          {text.detail !== '' && <span className="quiet"> {text.detail}</span>}
        </li>
      ))}
    </ul>
  );
}
