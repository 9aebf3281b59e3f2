import { Button } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { type KeysetList, useKeysetList } from '../../api/keyset-list.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { DifferenceCard, isUnreadable, Values } from './difference-card.tsx';
import './differences-page.css';
import { type Difference, type Given, useAnswer } from './queries.ts';

const views = ['open', 'closed'] as const;
type View = (typeof views)[number];

/** Everything on which the firm's record and a practice system do not agree, and what was decided before. */
export function DifferencesPage(): ReactNode {
  const { t } = useTranslation('sync');
  const [search, setSearch] = useSearchState();
  const view = search.view === 'closed' ? 'closed' : 'open';
  const list = useKeysetList({
    queryKey: ['differences', 'list', view],
    fetchPage: (after, signal) =>
      api('GET /api/v1/sync/differences', {
        query: { state: view, limit: 30, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  return (
    <div className="differences">
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle')}
        actions={
          <fieldset className="differences__view">
            <legend className="visually-hidden">{t('view')}</legend>
            {views.map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={view === one}
                onClick={() => setSearch({ view: one === 'open' ? undefined : one, at: undefined })}
              >
                {t(one)}
              </button>
            ))}
          </fieldset>
        }
      />
      {list.state === 'loading' && <ProgressLine label={t('title')} />}
      {list.state === 'failed' && <ProblemAlert error={list.error} onRetry={list.retry} />}
      {list.state === 'ready' && !list.isPrevious && <Content list={list} view={view} />}
    </div>
  );
}

function Content({ list, view }: { list: KeysetList<Difference>; view: View }): ReactNode {
  const { t } = useTranslation('sync');
  if (list.items.length === 0)
    return (
      <EmptyState
        icon={<IconCheck size={24} stroke={1.5} />}
        title={t(view === 'open' ? 'emptyTitle' : 'emptyClosedTitle')}
      >
        {t(view === 'open' ? 'emptyBody' : 'emptyClosedBody')}
      </EmptyState>
    );
  return (
    <>
      {view === 'open' ? <Queue items={list.items} /> : <Decided items={list.items} />}
      {list.hasMore && (
        <Button variant="default" disabled={list.isFetchingMore} onClick={list.fetchMore}>
          {t('more')}
        </Button>
      )}
    </>
  );
}

const cardId = (id: string) => `difference-${id}`;

/** Everything by one key, as in Review: j and k move, o sends ours, t keeps theirs. */
function Queue({ items }: { items: readonly Difference[] }): ReactNode {
  const { t } = useTranslation('sync');
  const [search, setSearch] = useSearchState();
  const answer = useAnswer();
  const place = Math.max(
    items.findIndex(({ id }) => id === search.at),
    0,
  );
  const current = items[place];
  function go(step: 1 | -1): void {
    const next = items[Math.min(Math.max(place + step, 0), items.length - 1)];
    if (!next) return;
    setSearch({ at: next.id });
    document.getElementById(cardId(next.id))?.scrollIntoView({ block: 'nearest' });
  }
  function give(given: Given): void {
    if (!current || answer.isPending || current.state === 'sending') return;
    if (given === 'theirs' && isUnreadable(current)) return;
    setSearch({ at: (items[place + 1] ?? items[place - 1])?.id });
    answer.mutate({ difference: current, answer: given });
  }
  useShortcuts([
    { keys: 'j', label: t('next'), run: () => go(1) },
    { keys: 'k', label: t('previous'), run: () => go(-1) },
    { keys: 'o', label: t('sendOurs'), run: () => give('ours') },
    { keys: 't', label: t('keepTheirs'), run: () => give('theirs') },
  ]);
  return (
    <ul className="differences__list" aria-label={t('open')}>
      {items.map((difference) => (
        <li
          key={difference.id}
          id={cardId(difference.id)}
          aria-current={difference.id === current?.id ? 'true' : undefined}
        >
          <DifferenceCard difference={difference} record={<RecordLink difference={difference} />} />
        </li>
      ))}
    </ul>
  );
}

function RecordLink({ difference }: { difference: Difference }): ReactNode {
  const { contactId, matterId, recordLabel } = difference;
  const to = contactId === null ? `/matters/${matterId}/completion` : `/contacts/${contactId}`;
  return <Link to={to}>{recordLabel}</Link>;
}

function Decided({ items }: { items: readonly Difference[] }): ReactNode {
  const { t } = useTranslation('sync');
  return (
    <ul className="differences__list" aria-label={t('closed')}>
      {items.map((difference) => (
        <li key={difference.id}>
          <section className="difference" aria-label={difference.fieldLabel}>
            <header className="difference__head">
              <p className="difference__record">
                <RecordLink difference={difference} />
              </p>
              <h3 className="difference__title">{difference.fieldLabel}</h3>
              <p className="difference__kind">
                <How difference={difference} />
              </p>
            </header>
            <Values difference={difference} />
          </section>
        </li>
      ))}
    </ul>
  );
}

/** Who decided what, and when. */
function How({ difference }: { difference: Difference }): ReactNode {
  const { t } = useTranslation('sync');
  const { answer, answeredAt, answeredBy, system } = difference;
  const name = answeredBy.name ?? t('program');
  return (
    <>
      {answer === 'same' || answer === null
        ? t('didSame')
        : t(answer === 'ours' ? 'didSend' : 'didKeep', { name, system })}
      {answeredAt !== null && (
        <>
          {' · '}
          <RelativeTime at={answeredAt} />
        </>
      )}
    </>
  );
}
