import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { OffersCard } from '../retro-link/offers-card.tsx';
import './review.css';
import { BulkList } from './bulk-list.tsx';
import { OneByOne } from './one-by-one.tsx';
import { useWaiting } from './use-waiting.ts';

const nobody: ReadonlySet<string> = new Set();

/** What the program could not decide alone: one thing at a time, or many at once. */
export function Review(): ReactNode {
  const { t } = useTranslation('review');
  const [search, setSearch] = useSearchState();
  const [leaving, setLeaving] = useState(nobody);
  const { list, total } = useWaiting(leaving);
  const asList = search.view === 'list';
  const nothing = list.state === 'ready' && list.items.length === 0 && !list.hasMore;
  return (
    <div className="review" data-list={asList || undefined}>
      <PageHeader
        title={t('title')}
        subtitle={list.state === 'ready' && !nothing ? t('subtitle', { count: total }) : undefined}
        actions={
          !nothing && (
            <fieldset className="review__view">
              <legend className="visually-hidden">{t('view')}</legend>
              {([undefined, 'list'] as const).map((view) => (
                <button
                  key={view ?? 'one'}
                  type="button"
                  aria-pressed={search.view === view}
                  onClick={() => setSearch({ view })}
                >
                  {t(view === 'list' ? 'asList' : 'oneByOne')}
                </button>
              ))}
            </fieldset>
          )
        }
      />
      <OffersCard />
      {list.state === 'loading' && <ProgressLine label={t('title')} />}
      {list.state === 'failed' && <ProblemAlert error={list.error} onRetry={list.retry} />}
      {list.state === 'ready' && nothing && <AllFiled />}
      {list.state === 'ready' && !nothing && asList && <BulkList list={list} />}
      {list.state === 'ready' && !asList && (
        <OneByOne list={list} total={total} hidden={nothing} onLeaving={setLeaving} />
      )}
    </div>
  );
}

function AllFiled(): ReactNode {
  const { t } = useTranslation('review');
  const navigate = useNavigate();
  return (
    <EmptyState
      icon={<IconCheck size={24} stroke={1.5} />}
      title={t('emptyTitle')}
      action={
        <Button variant="default" onClick={() => void navigate({ to: paths.activity })}>
          {t('emptyAction')}
        </Button>
      }
    >
      {t('emptyBody')}
    </EmptyState>
  );
}
