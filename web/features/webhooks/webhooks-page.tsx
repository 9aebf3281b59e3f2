import { Button } from '@mantine/core';
import { IconAlertTriangle, IconChevronRight, IconPlus, IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { type Endpoint, healthOf } from './endpoint.ts';
import { endpointsQuery } from './queries.ts';
import './webhooks.css';

const NewEndpoint = lazy(() =>
  import('./new-endpoint.tsx').then((module) => ({ default: module.NewEndpoint })),
);

/** Where the firm's news is sent, each with how it does. */
export function WebhooksPage(): ReactNode {
  const { t } = useTranslation('webhooks');
  const [adding, setAdding] = useState(false);
  const add = (label: 'add' | 'addMore') => (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t(label)}
    </Button>
  );
  return (
    <SettingsPage
      title={t('title')}
      subtitle={t('subtitle')}
      roles={['owner', 'administrator']}
      actions={<AddMore>{add('addMore')}</AddMore>}
    >
      <EndpointList add={add('add')} />
      <Suspense>{adding && <NewEndpoint onClose={() => setAdding(false)} />}</Suspense>
    </SettingsPage>
  );
}

/** Only while there is a list: the empty page has its own button. */
function AddMore({ children }: { children: ReactNode }): ReactNode {
  const { data } = useQuery(endpointsQuery);
  return data && data.items.length > 0 ? children : null;
}

function EndpointList({ add }: { add: ReactNode }): ReactNode {
  const { t } = useTranslation('webhooks');
  const { data, error, refetch } = useQuery(endpointsQuery);
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <ProgressLine label={t('title')} />;
  if (data.items.length === 0)
    return (
      <EmptyState icon={<IconWebhook size={24} stroke={1.5} />} title={t('emptyTitle')} action={add}>
        {t('emptyBody')}
      </EmptyState>
    );
  return (
    <ul className="webhooks">
      {data.items.map((endpoint) => (
        <li key={endpoint.id}>
          <EndpointLine endpoint={endpoint} />
        </li>
      ))}
    </ul>
  );
}

function EndpointLine({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { t } = useTranslation('webhooks');
  const title = endpoint.description === '' ? endpoint.url : endpoint.description;
  return (
    <Link to={paths.webhook} params={{ id: endpoint.id }} className="webhook-line">
      <span className="webhook-line__words">
        <span className="webhook-line__name">
          {title} <HealthBadge endpoint={endpoint} />
          {endpoint.includeRestricted && <StateBadge state="private">{t('restrictedYes')}</StateBadge>}
        </span>
        {title !== endpoint.url && <span className="webhook-line__url quiet">{endpoint.url}</span>}
        <Counts endpoint={endpoint} />
        <Trouble endpoint={endpoint} />
      </span>
      <IconChevronRight size={18} stroke={1.75} aria-hidden />
    </Link>
  );
}

export function HealthBadge({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { t } = useTranslation('webhooks');
  const { state, words } = healthOf(endpoint);
  return <StateBadge state={state}>{t(words)}</StateBadge>;
}

/** When something arrived last, what waits and what was given up. */
export function Counts({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { t } = useTranslation('webhooks');
  const { locale } = useFirmFormat();
  const { waiting, failed, lastSuccessAt } = endpoint;
  const parts: ReactNode[] = [];
  if (lastSuccessAt !== null)
    parts.push(
      <span key="last">
        {t('lastSuccess')} <RelativeTime at={lastSuccessAt} />
      </span>,
    );
  if (waiting > 0)
    parts.push(
      <span key="waiting">{t('waiting', { count: waiting, number: waiting.toLocaleString(locale) })}</span>,
    );
  if (failed > 0)
    parts.push(
      <span key="failed">{t('failed', { count: failed, number: failed.toLocaleString(locale) })}</span>,
    );
  return parts.length === 0 ? null : <span className="webhook-counts quiet">{parts}</span>;
}

/** Why nothing arrives, when it does not. */
export function Trouble({ endpoint }: { endpoint: Endpoint }): ReactNode {
  const { t } = useTranslation('webhooks');
  const { status, statusDetail, failingSince } = endpoint;
  if (statusDetail === '' && (status === 'paused' || failingSince === null)) return null;
  return (
    <span className="webhook-trouble" data-tone="failed">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      <span>
        {statusDetail !== '' || failingSince === null ? (
          statusDetail
        ) : (
          <>
            {t('failingSince')} <RelativeTime at={failingSince} />
          </>
        )}
      </span>
    </span>
  );
}
