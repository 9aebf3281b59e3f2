import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { QuoteVersion, VersionState } from './queries.ts';
import { useDay } from './use-money.ts';

const looks = {
  draft: 'held',
  sent: 'waiting',
  expired: 'needsPerson',
  superseded: 'moved',
  accepted: 'logged',
  declined: 'failed',
  withdrawn: 'undone',
} as const satisfies Record<VersionState, string>;

/** The client may rely on it. */
export function holds(state: VersionState): boolean {
  return state === 'sent' || state === 'accepted';
}

export function VersionBadge(props: { state: VersionState; look?: 'badge' | 'plain' }): ReactNode {
  const { t } = useTranslation('quotes');
  return (
    <StateBadge state={looks[props.state]} look={props.look ?? 'badge'}>
      {t(`state_${props.state}`)}
    </StateBadge>
  );
}

/** When it was sent, how long it holds, whether the client opened it, and what they answered. */
export function VersionFacts({ version }: { version: QuoteVersion }): ReactNode {
  const { t } = useTranslation('quotes');
  const day = useDay();
  const { sentAt, expiresOn, state, firstSeenAt, answeredBy, answeredAt } = version;
  if (sentAt === null) return null;
  return (
    <span className="version-facts">
      <span>
        {t('sentAt')} <RelativeTime at={sentAt} />
      </span>
      {expiresOn !== null && (
        <span>{t(holds(state) ? 'expiresOn' : 'expiredOn', { day: day(expiresOn) })}</span>
      )}
      {answeredAt !== null && (
        <span>
          {t(`state_${state}`)} {answeredBy !== null && t('answeredBy', { name: answeredBy })}{' '}
          <RelativeTime at={answeredAt} />
        </span>
      )}
      {firstSeenAt !== null ? (
        <span>
          {t('seen')} <RelativeTime at={firstSeenAt} />
        </span>
      ) : (
        state === 'sent' && <span>{t('notSeen')}</span>
      )}
    </span>
  );
}

/** What became of each e-mail; why one failed stands with it. */
export function VersionMails({ version }: { version: QuoteVersion }): ReactNode {
  const { t } = useTranslation('quotes');
  return version.mails.map(({ id, state, to, error }) => (
    <span key={id} className="version-mail" data-failed={state === 'failed' || undefined}>
      {t(`mail_${state}`, { to })}
      {error !== null && `: ${error}`}
    </span>
  ));
}
