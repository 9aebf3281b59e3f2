import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { plannedMoment } from '../../ui/when.ts';
import type { PortalAccess } from './queries.ts';

/** One of the two ways into the portal: whose, how secured, and what it reaches beside conversations. */
export function AccessCard({ access, tag }: { access: PortalAccess; tag: string }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const zone = useFirmFormat();
  const factors = [
    ...(access.passkey ? [t('passkey')] : []),
    ...(access.authenticator ? [t('authenticator')] : []),
  ];
  return (
    <section className="merged-access" aria-label={`${access.name}, ${access.number ?? access.email}`}>
      <h2 className="merged-access__name">{access.name}</h2>
      <p className="quiet">{tag}</p>
      <p className="merged-access__mail">
        {access.number === null ? access.email : <PhoneNumber number={access.number} />}
      </p>
      {!access.active && <p className="merged-access__bad">{t('off')}</p>}
      {access.bounced && <p className="merged-access__bad">{t('bounced')}</p>}
      <p className="quiet">
        {access.lastSeenAt === null ? (
          t('neverSeen')
        ) : (
          <>
            {t('seen')} <RelativeTime at={access.lastSeenAt} />
          </>
        )}
        {access.signedIn > 0 && ` · ${t('signedIn', { count: access.signedIn })}`}
      </p>
      <p className="quiet">{factors.length > 0 ? factors.join(' · ') : t('noFactor')}</p>
      <dl className="merged-access__facts">
        <Fact label={t('numbers')} none={t('noNumbers')}>
          {access.numbers.map(({ number, consent }) => (
            <li key={number}>
              <PhoneNumber number={number} />
              {consent !== null && <span className="quiet"> · {t(`consent_${consent}`)}</span>}
            </li>
          ))}
        </Fact>
        <Fact label={t('matters')} none={t('none')}>
          {access.matters.map(({ id, number, title }) => (
            <li key={id}>
              {number} {title}
            </li>
          ))}
        </Fact>
        <Fact label={t('appointments')} none={t('none')}>
          {access.appointments.map(({ id, title, startsAt }) => (
            <li key={id}>
              {title} <span className="quiet">{plannedMoment(new Date(startsAt), zone)}</span>
            </li>
          ))}
        </Fact>
        <Fact label={t('toDos')} none={t('none')}>
          {access.toDos.map(({ id, title }) => (
            <li key={id}>{title}</li>
          ))}
        </Fact>
      </dl>
    </section>
  );
}

function Fact(props: { label: string; none: string; children: readonly ReactNode[] }): ReactNode {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>
        {props.children.length === 0 ? (
          <span className="quiet">{props.none}</span>
        ) : (
          <ul className="merged-access__list">{props.children}</ul>
        )}
      </dd>
    </div>
  );
}
