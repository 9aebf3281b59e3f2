import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { backFrom } from './back.ts';

/** Where the vendor sends the browser back: hands over what came, and goes on to the connection. */
export function AuthorisedPage(): ReactNode {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [back] = useState(() => backFrom(window.location.search));
  const sent = useRef(false);
  const { mutate, isError, error } = useMutation({
    mutationFn: () => api('POST /api/v1/connections/authorise', { body: back }),
    onSuccess: async ({ id }) => {
      void client.invalidateQueries({ queryKey: ['connections'] });
      // The code must not stay in the history of the browser.
      await navigate({ to: paths.connection, params: { id }, replace: true });
    },
  });
  useEffect(() => {
    if (sent.current) return;
    sent.current = true;
    mutate();
  }, [mutate]);
  return (
    <SettingsPage
      title={isError ? t('backFailed') : t('backTitle')}
      under={[{ to: paths.connections, label: t('title') }]}
    >
      {isError ? (
        <div className="connection-form">
          <ProblemAlert error={error} />
          <Link to={paths.connections}>{t('backToConnections')}</Link>
        </div>
      ) : (
        <ProgressLine label={t('working')} />
      )}
    </SettingsPage>
  );
}
