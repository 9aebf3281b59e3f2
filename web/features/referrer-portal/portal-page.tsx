import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { ApiProblem } from '../../api/problem.ts';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { type State, StateBadge } from '../../ui/state-badge.tsx';
import { TrackLine, TrackSteps } from '../key-stages/outside-track.tsx';
import './portal.css';

const SendForm = lazy(() => import('./send-form.tsx').then((module) => ({ default: module.SendForm })));

type Person = Answer<'GET /api/v1/referrer-portal/me'>;
type Referral = Answer<'GET /api/v1/referrer-portal/referrals'>['items'][number];

/** Whom one sent and how far they are, and a way to send another. */
export function PortalPage(): ReactNode {
  const { t } = useTranslation('referrer-portal');
  const me = useQuery({
    queryKey: ['referrer-portal', 'me'],
    queryFn: ({ signal }) => api('GET /api/v1/referrer-portal/me', { signal }),
  });
  if (me.error instanceof ApiProblem && me.error.status === 401)
    return (
      <EntryFrame title={t('signedOut')}>
        <p>{t('signedOutAbout')}</p>
      </EntryFrame>
    );
  if (me.error && !me.data)
    return (
      <EntryFrame title={t('welcome')}>
        <ProblemAlert error={me.error} onRetry={() => void me.refetch()} />
      </EntryFrame>
    );
  return me.data ? <Clients person={me.data} /> : null;
}

function Clients({ person }: { person: Person }): ReactNode {
  const { t } = useTranslation('referrer-portal');
  const client = useQueryClient();
  const [sending, setSending] = useState(false);
  const [sent, setSent] = useState<string>();
  const list = useKeysetList({
    queryKey: ['referrer-portal', 'referrals'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/referrer-portal/referrals', { query: after === undefined ? {} : { after }, signal }),
  });
  const name = [person.firstName, person.lastName].filter((part) => part !== '').join(' ') || person.email;
  function added(clientName: string): void {
    setSending(false);
    setSent(clientName);
    void client.invalidateQueries({ queryKey: ['referrer-portal', 'referrals'] });
  }
  return (
    <EntryFrame
      wide
      title={t('title', { firm: person.firmName })}
      subtitle={t('subtitle', { name, referrer: person.referrerName })}
      below={<SignOut />}
    >
      {sent !== undefined && !sending && (
        <p role="status" className="portal__sent">
          {t('sent', { name: sent })}
        </p>
      )}
      {sending ? (
        <Suspense>
          <SendForm onSent={added} onCancel={() => setSending(false)} />
        </Suspense>
      ) : (
        <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={() => setSending(true)}>
          {t('sendClient')}
        </Button>
      )}
      {list.error && <ProblemAlert error={list.error} onRetry={list.retry} />}
      {list.state === 'ready' && list.items.length === 0 && !sending && (
        <p className="portal__none">{t('none')}</p>
      )}
      <ul className="portal__clients">
        {list.items.map((referral) => (
          <Client key={referral.id} referral={referral} />
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="default" loading={list.isFetchingMore} onClick={list.fetchMore}>
          {t('more')}
        </Button>
      )}
    </EntryFrame>
  );
}

const looks: Readonly<Record<Referral['progress'], State>> = {
  received: 'waiting',
  quoted: 'working',
  instructed: 'logged',
  ended: 'skipped',
};

function Client({ referral }: { referral: Referral }): ReactNode {
  const { t } = useTranslation('referrer-portal');
  const { clients, properties, progress, referredOn, note } = referral;
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
  const about = [t(`transaction_${referral.transaction}`), ...properties];
  return (
    <li className="portal__client">
      <span className="portal__line">
        <strong>{clients.join(', ')}</strong>
        <StateBadge state={looks[progress]}>{t(`progress_${progress}`)}</StateBadge>
      </span>
      <span>{about.join(' · ')}</span>
      <span className="portal__quiet">
        {t('sentOn', { day: day.format(new Date(`${referredOn}T00:00:00Z`)) })}
      </span>
      {referral.tracks.map((track) => (
        <Milestones key={track.side} track={track} />
      ))}
      {note !== '' && <span className="portal__note">{note}</span>}
    </li>
  );
}

/** One side of a case: its bar and what comes next; all its steps on request. */
function Milestones({ track }: { track: Referral['tracks'][number] }): ReactNode {
  const { t } = useTranslation('referrer-portal');
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
  const name = t(`transaction_${track.side}`);
  const words = {
    reached: (done: number, of: number) => t('stepsDone', { done, of }),
    doneOn: (on: string) => day.format(new Date(`${on}T00:00:00Z`)),
    done: t('stepDone'),
    next: t('stepNext'),
  };
  const next = track.steps.find(({ state }) => state === 'next');
  if (track.steps.length === 0) return null;
  return (
    <details className="portal__track">
      <summary>
        <TrackLine track={track} name={name} words={words} />
        <span className="portal__quiet">
          {next ? t('comesNext', { step: next.words }) : t('allDone')} ·{' '}
          <span className="portal__more">{t('steps')}</span>
        </span>
      </summary>
      <TrackSteps track={track} name={name} words={words} />
    </details>
  );
}

function SignOut(): ReactNode {
  const { t } = useTranslation('referrer-portal');
  const client = useQueryClient();
  async function leave(): Promise<void> {
    await api('POST /api/v1/referrer-portal/sign-out').catch(() => undefined);
    await client.resetQueries({ queryKey: ['referrer-portal'] });
  }
  return (
    <Button variant="subtle" size="compact-sm" onClick={() => void leave()}>
      {t('signOut')}
    </Button>
  );
}
