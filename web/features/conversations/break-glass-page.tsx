import { Button } from '@mantine/core';
import { IconLockAccess } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { AskForGrant } from './ask-for-grant.tsx';
import './break-glass.css';
import { ConfirmDialog } from '../matters/confirm-dialog.tsx';
import { type Grant, grantsQuery } from './queries.ts';

const owners = ['owner'] as const;

/** Openings of private conversations: asked by one owner, agreed to by another, over after at most a day. */
export function BreakGlassPage(): ReactNode {
  const { t } = useTranslation('conversations');
  const [asking, setAsking] = useState(false);
  const ask = <Button onClick={() => setAsking(true)}>{t('glassAsk')}</Button>;
  return (
    <SettingsPage title={t('glassTitle')} subtitle={t('glassSubtitle')} roles={owners} actions={ask}>
      <Grants />
      {asking && <AskForGrant onClose={() => setAsking(false)} />}
    </SettingsPage>
  );
}

function Grants(): ReactNode {
  const { t } = useTranslation('conversations');
  const { data, error, refetch } = useQuery(grantsQuery);
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (data.items.length === 0)
    return (
      <EmptyState icon={<IconLockAccess size={24} stroke={1.5} />} title={t('glassNone')}>
        {t('glassNoneBody')}
      </EmptyState>
    );
  return (
    <ul className="settings-rows" aria-label={t('glassTitle')}>
      {data.items.map((one) => (
        <GrantRow key={one.id} grant={one} />
      ))}
    </ul>
  );
}

function GrantRow({ grant }: { grant: Grant }): ReactNode {
  const { t } = useTranslation('conversations');
  const zone = useFirmFormat();
  const moment = (at: string) => plannedMoment(new Date(at), zone);
  const { staff, askedBy, approvedBy, hours } = grant;
  const names = grant.people.map(({ name }) => name).join(', ');
  const title =
    grant.kind === 'direct' ? t('glassDirectOf', { names }) : t('glassChannelOf', { title: grant.title });
  const line = { asker: askedBy.name, when: moment(grant.askedAt), reader: staff.name, count: hours };
  return (
    <li className="grant">
      <span className="settings-rows__words">
        <span className="settings-rows__name">{title}</span>
        <span className="settings-rows__about grant__about">{t('glassLine', line)}</span>
        <span className="settings-rows__about grant__about">{grant.reason}</span>
        {approvedBy && (
          <span className="settings-rows__about grant__about">
            {t('glassAgreed', { who: approvedBy.name })}
          </span>
        )}
        {grant.silent && <span className="settings-rows__about grant__about">{t('glassSilentMark')}</span>}
      </span>
      <GrantState grant={grant} until={grant.expiresAt === null ? '' : moment(grant.expiresAt)} />
      <Acts grant={grant} />
    </li>
  );
}

function GrantState({ grant, until }: { grant: Grant; until: string }): ReactNode {
  const { t } = useTranslation('conversations');
  if (grant.state === 'asked') return <StateBadge state="waiting">{t('glassState_asked')}</StateBadge>;
  if (grant.state === 'open')
    return <StateBadge state="needsPerson">{t('glassState_open', { when: until })}</StateBadge>;
  return <StateBadge state="undone">{t('glassState_over')}</StateBadge>;
}

function Acts({ grant }: { grant: Grant }): ReactNode {
  const { t } = useTranslation('conversations');
  const { staff: me } = useMe();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const params = { id: grant.id };
  async function attempt(work: () => Promise<unknown>, said: string): Promise<void> {
    try {
      await work();
      showDone(said);
    } catch (error) {
      showProblem(error);
    }
    setAsking(false);
    await client.invalidateQueries({ queryKey: ['conversations'] });
  }
  if (grant.state === 'over') return null;
  const isAsked = grant.state === 'asked';
  const mine = grant.askedBy.id === me.id;
  const approve = () =>
    attempt(
      () => api('POST /api/v1/break-glass/:id/approve', { params }),
      t(grant.silent ? 'glassApprovedSilent' : 'glassApproved'),
    );
  const end = () =>
    attempt(
      () => api('DELETE /api/v1/break-glass/:id', { params }),
      t(isAsked ? 'glassRefused' : 'glassEnded'),
    );
  return (
    <span className="grant__acts">
      {grant.state === 'open' && grant.staff.id === me.id && (
        <Link to={`/conversations/${grant.conversationId}`}>{t('glassRead')}</Link>
      )}
      {isAsked && mine && <span className="quiet">{t('glassByYou')}</span>}
      {isAsked && !mine && (
        <Button size="compact-sm" onClick={() => setAsking(true)}>
          {t('glassApprove')}
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => void end()}>
        {t(isAsked ? 'glassRefuse' : 'glassEnd')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('glassApproveTitle')}
          confirm={t('glassApprove')}
          onConfirm={approve}
          onClose={() => setAsking(false)}
        >
          <p>{t('glassApproveAbout', { who: grant.staff.name, count: grant.hours })}</p>
          <blockquote className="grant__reason">{grant.reason}</blockquote>
          <p>{t(grant.silent ? 'glassMembersNotTold' : 'glassMembersTold')}</p>
        </ConfirmDialog>
      )}
    </span>
  );
}
