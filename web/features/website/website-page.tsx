import { Button } from '@mantine/core';
import { IconChevronRight, IconPlus, IconWorldWww } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { widgetsQuery } from './queries.ts';
import type { Widget } from './typed.ts';
import './website.css';

const NewWidget = lazy(() => import('./new-widget.tsx').then((module) => ({ default: module.NewWidget })));

/** The forms on the firm's website, each with whether it is on and what came through it. */
export function WebsitePage(): ReactNode {
  const { t } = useTranslation('website');
  const { data, error, refetch } = useQuery(widgetsQuery);
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
      actions={data && data.items.length > 0 && add('addMore')}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ProgressLine label={t('title')} />}
      {data?.items.length === 0 && (
        <EmptyState
          icon={<IconWorldWww size={24} stroke={1.5} />}
          title={t('emptyTitle')}
          action={add('add')}
        >
          {t('emptyBody')}
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <ul className="website-list">
          {data.items.map((widget) => (
            <li key={widget.id}>
              <WidgetLine widget={widget} />
            </li>
          ))}
        </ul>
      )}
      <Suspense>{adding && <NewWidget onClose={() => setAdding(false)} />}</Suspense>
    </SettingsPage>
  );
}

function WidgetLine({ widget }: { widget: Widget }): ReactNode {
  return (
    <Link to={paths.widget} params={{ id: widget.id }} className="website-line">
      <span className="website-line__words">
        <span className="website-line__name">
          {widget.name} <WidgetState widget={widget} />
        </span>
        <span className="quiet">{widget.origins.join(' · ')}</span>
        <Requests widget={widget} />
      </span>
      <IconChevronRight size={18} stroke={1.75} aria-hidden />
    </Link>
  );
}

export function WidgetState({ widget }: { widget: Widget }): ReactNode {
  const { t } = useTranslation('website');
  return (
    <>
      <StateBadge state={widget.active ? 'logged' : 'skipped'}>{t(widget.active ? 'on' : 'off')}</StateBadge>
      {widget.prices.published && <StateBadge state="logged">{t('published')}</StateBadge>}
    </>
  );
}

export function Requests({ widget: { requests } }: { widget: Widget }): ReactNode {
  const { t } = useTranslation('website');
  return (
    <span className="quiet">
      {t('requests', { count: requests.total })}
      {requests.lastAt !== null && (
        <>
          , {t('lastRequest')} <RelativeTime at={requests.lastAt} />
        </>
      )}
    </span>
  );
}
