import { Button } from '@mantine/core';
import { IconChevronRight, IconPhonePlus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { sourcesQuery } from '../activity/queries.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { HealthBadge, Warnings } from './health-words.tsx';
import type { Source } from './source.ts';
import './sources-page.css';

/** Every connected phone system with how it does. */
export function SourcesPage(): ReactNode {
  const { t } = useTranslation('sources');
  const navigate = useNavigate();
  const mayAdd = useMayDo('owner', 'administrator');
  const sources = useQuery(sourcesQuery);
  const none = sources.data?.items.length === 0;
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => void navigate({ to: paths.newSource })}>
      {t(none ? 'add' : 'addMore')}
    </Button>
  );
  return (
    <SettingsPage title={t('title')} subtitle={t('subtitle')} actions={mayAdd && !none && add}>
      {sources.isError && <ProblemAlert error={sources.error} onRetry={() => void sources.refetch()} />}
      {sources.isPending && <ProgressLine label={t('title')} />}
      {none && (
        <EmptyState
          icon={<IconPhonePlus size={24} stroke={1.5} />}
          title={t('emptyTitle')}
          action={mayAdd && add}
        >
          {t(mayAdd ? 'emptyBody' : 'onlyAdministrators')}
        </EmptyState>
      )}
      <ul className="sources">
        {sources.data?.items.map((source) => (
          <li key={source.id}>
            <SourceLine source={source} />
          </li>
        ))}
      </ul>
    </SettingsPage>
  );
}

function SourceLine({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation('sources');
  const { locale } = useFirmFormat();
  return (
    <Link to={paths.source} params={{ id: source.id }} className="source-line">
      <span className="source-line__words">
        <span className="source-line__name">
          {source.name} <HealthBadge source={source} />
        </span>
        <span className="quiet">
          {source.label} ·{' '}
          {t('eventsCount', {
            count: source.eventCount,
            number: source.eventCount.toLocaleString(locale),
          })}
          {source.lastEventAt !== null && (
            <>
              {' · '}
              {t('lastEventAt')} <RelativeTime at={source.lastEventAt} />
            </>
          )}
        </span>
        <Warnings source={source} />
      </span>
      <IconChevronRight size={18} stroke={1.75} aria-hidden />
    </Link>
  );
}
