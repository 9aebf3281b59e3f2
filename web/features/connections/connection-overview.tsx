import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { OwnComputerNote } from '../../ui/own-computer-note.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { exactMoment } from '../../ui/when.ts';
import { CopyField } from '../settings/copy-field.tsx';
import { ConnectionSyncSection } from '../sync/connection-sync.tsx';
import { Alarms } from './alarms.tsx';
import type { Connection } from './connection.ts';
import { aboutOf } from './health.ts';
import { LastCheck } from './last-check.tsx';
import { Mirror } from './mirror.tsx';

/** How it fares: a sentence, what somebody should know, and the figures. */
export function ConnectionOverview(props: { connection: Connection; administrator: boolean }): ReactNode {
  const { t } = useTranslation('connections');
  const { connection } = props;
  const { label, statusDetail, status } = connection;
  return (
    <div className="connection-overview">
      <p className="connection-overview__about">{t(aboutOf(connection), { label })}</p>
      {statusDetail !== '' && status !== 'needs_attention' && (
        <p className="connection-overview__said" role="status">
          {statusDetail}
        </p>
      )}
      <Alarms connection={connection} />
      <LastCheck connection={connection} administrator={props.administrator} />
      {props.administrator && connection.status !== 'disconnected' && (
        <ConnectionSyncSection connectionId={connection.id} label={label} />
      )}
      <Mirror connection={connection} administrator={props.administrator} />
      <dl className="facts connection-overview__facts">
        <AccountFacts connection={connection} />
        <AccessFacts connection={connection} />
        <WorkFacts connection={connection} />
      </dl>
      {connection.subscription?.status === 'by_hand' && connection.hookUrl !== null && (
        <div>
          <CopyField label={t('hookUrl')} value={connection.hookUrl} />
          <OwnComputerNote address={connection.hookUrl} />
        </div>
      )}
    </div>
  );
}

function useMoment(): (at: string) => string {
  const zone = useFirmFormat();
  return (at) => exactMoment(new Date(at), zone);
}

function AccountFacts({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const moment = useMoment();
  const { accountName, accountUser, logsSince, apiUrl } = connection;
  return (
    <>
      <dt>{t('account')}</dt>
      <dd>{accountName ?? t('never')}</dd>
      {accountUser !== null && accountUser !== '' && (
        <>
          <dt>{t('asUser')}</dt>
          <dd>{accountUser}</dd>
        </>
      )}
      <dt>{t('region')}</dt>
      <dd>{connection.regionLabel}</dd>
      {apiUrl !== null && (
        <>
          <dt>{t('otherAddress')}</dt>
          <dd className="connection-overview__address">{apiUrl}</dd>
        </>
      )}
      <dt>{t('logging')}</dt>
      <dd>{logsSince === null ? t('loggingNot') : t('loggingSince', { when: moment(logsSince) })}</dd>
    </>
  );
}

function AccessFacts({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const moment = useMoment();
  const { status, tokenExpiresAt, grantExpiresAt, grant } = connection;
  const none = status === 'waiting' || status === 'disconnected';
  const token =
    tokenExpiresAt === null ? t('tokenLasting') : t('tokenRenewed', { when: moment(tokenExpiresAt) });
  const permission =
    grantExpiresAt === null ? t('permissionLasting') : t('permissionUntil', { when: moment(grantExpiresAt) });
  return (
    <>
      <dt>{t('token')}</dt>
      <dd>{none ? t('tokenNone') : token}</dd>
      {grant === 'authorization_code' && !none && (
        <>
          <dt>{t('permission')}</dt>
          <dd>{permission}</dd>
        </>
      )}
    </>
  );
}

function WorkFacts({ connection }: { connection: Connection }): ReactNode {
  const { t } = useTranslation('connections');
  const { locale } = useFirmFormat();
  const moment = useMoment();
  const { queue, quota, subscription } = connection;
  const number = (count: number) => count.toLocaleString(locale);
  const when = (at: string | null) => (at === null ? t('never') : <RelativeTime at={at} />);
  const left =
    quota.blockedUntil !== null
      ? t('quotaBlocked', { when: moment(quota.blockedUntil) })
      : quota.limit === null || quota.left === null
        ? t('quotaUnknown')
        : t('quotaOf', { left: number(quota.left), limit: number(quota.limit), seconds: quota.seconds ?? 0 });
  const news =
    subscription?.status === 'active' && subscription.expiresAt !== null
      ? t('newsUntil', { when: moment(subscription.expiresAt) })
      : t(`news_${subscription?.status ?? 'none'}`);
  return (
    <>
      <dt>{t('lastSuccess')}</dt>
      <dd>{when(connection.lastSuccessAt)}</dd>
      <dt>{t('lastHook')}</dt>
      <dd>{when(connection.lastHookAt)}</dd>
      <dt>{t('news')}</dt>
      <dd>{news}</dd>
      <dt>{t('waiting')}</dt>
      <dd className="figures">
        {queue.oldestWaitingAt === null
          ? number(queue.waiting)
          : t('waitingSince', { number: number(queue.waiting), when: moment(queue.oldestWaitingAt) })}
      </dd>
      <dt>{t('failed')}</dt>
      <dd className="figures">{number(queue.failed)}</dd>
      <dt>{t('quota')}</dt>
      <dd className="figures">{left}</dd>
      <dt>{t('connectedOn')}</dt>
      <dd>{when(connection.createdAt)}</dd>
    </>
  );
}
