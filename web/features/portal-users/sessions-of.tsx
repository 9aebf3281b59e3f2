import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { deviceOf } from '../account/device.ts';
import { useDoing } from './contact-portal.tsx';

/** Where a portal user is signed in at this firm. */
export function SessionsOf({ userId }: { userId: string }): ReactNode {
  const { t } = useTranslation('portal-users');
  const doing = useDoing();
  const params = { id: userId };
  const { data, error } = useQuery({
    queryKey: ['portal-users', 'sessions', userId],
    queryFn: ({ signal }) => api('GET /api/v1/portal-users/:id/sessions', { params, signal }),
  });
  if (error && !data) return <ProblemAlert error={error} dense />;
  if (!data) return null;
  const nameOf = (userAgent: string) => {
    const { browser, system } = deviceOf(userAgent);
    return browser && system ? t('deviceOn', { browser, system }) : (browser ?? system ?? t('unknownDevice'));
  };
  return (
    <div>
      {data.items.length === 0 && <p className="quiet">{t('noSessions')}</p>}
      <ul className="contact-portal__sessions" aria-label={t('sessions')}>
        {data.items.map(({ id, userAgent, address, lastSeenAt, trusted }) => (
          <li key={id}>
            <span>
              {nameOf(userAgent)}{' '}
              <span className="quiet">
                {t('lastSeen')} <RelativeTime at={lastSeenAt} /> · {address}
                {trusted && ` · ${t('trusted')}`}
              </span>
            </span>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('endNamed', { name: nameOf(userAgent) })}
              onClick={() =>
                void doing(() =>
                  api('DELETE /api/v1/portal-users/:id/sessions/:sessionId', {
                    params: { id: userId, sessionId: id },
                  }),
                )
              }
            >
              {t('end')}
            </Button>
          </li>
        ))}
      </ul>
      {data.items.length > 1 && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => void doing(() => api('DELETE /api/v1/portal-users/:id/sessions', { params }))}
        >
          {t('endAll')}
        </Button>
      )}
    </div>
  );
}
