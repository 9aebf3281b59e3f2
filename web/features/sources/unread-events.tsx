import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import type { Source, StoredEvent } from './source.ts';

const origins = {
  webhook: 'origin_webhook',
  catch_up: 'origin_catch_up',
  import: 'origin_import',
  backfill: 'origin_backfill',
} as const;

/** What came in and made no interaction: what could not be read, and what is no business of ours. */
export function UnreadEvents({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation('sources');
  const [search, setSearch] = useSearchState();
  const outcome = search.events === 'ignored' ? 'ignored' : 'unreadable';
  const list = useKeysetList({
    queryKey: ['sources', 'events', source.id, outcome],
    fetchPage: (after, signal) =>
      api('GET /api/v1/sources/:id/events', {
        params: { id: source.id },
        query: { outcome, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  const choices = [
    ['unreadable', t('eventsUnreadable'), source.unreadableCount],
    ['ignored', t('eventsIgnored'), source.ignoredCount],
  ] as const;
  return (
    <div className="events">
      <p className="quiet">{t('eventsAbout')}</p>
      <div className="events__choices">
        {choices.map(([value, label, count]) => (
          <button
            key={value}
            type="button"
            className="events__choice figures"
            aria-pressed={value === outcome}
            onClick={() => setSearch({ events: value === 'ignored' ? value : undefined })}
          >
            {label} {count}
          </button>
        ))}
      </div>
      {list.state === 'failed' && <ProblemAlert error={list.error} onRetry={list.retry} />}
      {list.state === 'ready' && list.items.length === 0 && (
        <p className="quiet">{t(outcome === 'ignored' ? 'eventsNoneIgnored' : 'eventsNoneUnreadable')}</p>
      )}
      <ul className="events__list">
        {list.items.map((event) => (
          <li key={event.id}>
            <Event event={event} />
          </li>
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="default" disabled={list.isFetchingMore} onClick={list.fetchMore}>
          {t('eventsMore')}
        </Button>
      )}
    </div>
  );
}

function Event({ event }: { event: StoredEvent }): ReactNode {
  const { t } = useTranslation('sources');
  const size =
    event.sizeBytes < 1000
      ? t('bytes', { count: event.sizeBytes })
      : t('kilobytes', { count: Math.round(event.sizeBytes / 1000) });
  return (
    <details className="event">
      <summary className="event__line">
        <span className="event__type">{event.eventType}</span>
        <span className="event__why">{event.detail || event.reason.replaceAll('_', ' ')}</span>
        <span className="quiet event__when">
          <RelativeTime at={event.receivedAt} />
        </span>
      </summary>
      <p className="quiet event__about">
        {t(origins[event.origin])} · {size}
      </p>
      <pre className="event__excerpt">{event.excerpt}</pre>
    </details>
  );
}
