import { Button } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { deviceOf } from './device.ts';
import { sessionsKey } from './login.ts';

type Session = Answer<'GET /api/v1/me/sessions'>['items'][number];

/** Where this login is signed in; each can be signed out from here. */
export function Sessions(): ReactNode {
  const { data, error, refetch } = useQuery({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => api('GET /api/v1/me/sessions', { signal }),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} dense />;
  if (!data) return null;
  const sessions = data.items.toSorted((a, b) => Number(b.current) - Number(a.current));
  return (
    <ul className="settings-rows">
      {sessions.map((session) => (
        <SessionRow key={session.id} session={session} />
      ))}
    </ul>
  );
}

function SessionRow({ session }: { session: Session }): ReactNode {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const { browser, system, isPhone } = deviceOf(session.userAgent);
  const Icon = isPhone ? IconDeviceMobile : IconDeviceDesktop;
  const device =
    browser && system ? t('browserOn', { browser, system }) : (browser ?? system ?? t('unknownDevice'));
  const end = useMutation({
    mutationFn: () => api('DELETE /api/v1/me/sessions/:id', { params: { id: session.id } }),
    onSuccess: () => {
      showDone(t('sessionEnded', { device }));
      return client.invalidateQueries({ queryKey: sessionsKey });
    },
    onError: (error) => showProblem(error),
  });
  return (
    <li>
      <Icon size={20} stroke={1.6} aria-hidden />
      <div className="settings-rows__words">
        <p className="settings-rows__name">{device}</p>
        <p className="settings-rows__about">
          {session.ipAddress && <>{session.ipAddress} · </>}
          {t('signedIn')} <RelativeTime at={session.createdAt} />
        </p>
      </div>
      {session.current ? (
        <StateBadge state="logged">{t('thisOne')}</StateBadge>
      ) : (
        <Button
          size="xs"
          variant="default"
          loading={end.isPending}
          aria-label={t('signOutOf', { device })}
          onClick={() => end.mutate()}
        >
          {t('signOut')}
        </Button>
      )}
    </li>
  );
}
