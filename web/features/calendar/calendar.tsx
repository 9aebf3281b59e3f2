import { Button } from '@mantine/core';
import { IconCalendarEvent, IconPlus } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { useMatter } from '../matters/matter-queries.ts';
import '../matters/record-pane.css';
import '../matters/views.css';
import { RecordSplit, useChosen } from '../matters/record-split.tsx';
import './calendar.css';
import { EventRow } from './event-row.tsx';
import { noun } from './queries.ts';

const EventPane = lazy(() => import('./event-pane.tsx').then((module) => ({ default: module.EventPane })));
const MonthView = lazy(() => import('./month.tsx').then((module) => ({ default: module.MonthView })));
const NewEvent = lazy(() => import('./event-dialog.tsx').then((module) => ({ default: module.NewEvent })));

const views = ['upcoming', 'past', 'month'] as const;
type View = (typeof views)[number];

/** What is planned on the matter, and who comes: as a list or by the month. */
export function CalendarTab(): ReactNode {
  const { t } = useTranslation('calendar');
  const matter = useMatter();
  const [chosen, choose] = useChosen();
  const [search] = useSearchState();
  const [adding, setAdding] = useState<{ day: string | undefined } | null>(null);
  const view: View = views.find((one) => one === search.view) ?? 'upcoming';
  const close = () => choose(undefined);
  useShortcuts([{ keys: 'n', label: t('addEvent'), run: () => setAdding({ day: undefined }) }]);
  return (
    <>
      <RecordSplit
        detailLabel={t('event')}
        onClose={close}
        detail={
          chosen === undefined ? null : (
            <Suspense>
              <EventPane key={chosen} id={chosen} matter={matter} onClose={close} />
            </Suspense>
          )
        }
        list={
          <div className="records calendar">
            <Bar view={view} onAdd={() => setAdding({ day: undefined })} />
            <div className="calendar__page">
              {view === 'month' ? (
                <Suspense>
                  <MonthView
                    matterId={matter.id}
                    chosen={chosen}
                    onChoose={choose}
                    onAdd={(day) => setAdding({ day })}
                  />
                </Suspense>
              ) : (
                <Agenda
                  key={view}
                  matterId={matter.id}
                  view={view}
                  chosen={chosen}
                  onChoose={choose}
                  onAdd={() => setAdding({ day: undefined })}
                />
              )}
            </div>
          </div>
        }
      />
      <Suspense>
        {adding && (
          <NewEvent
            matter={matter}
            day={adding.day}
            onClose={() => setAdding(null)}
            onMade={(id) => {
              setAdding(null);
              choose(id);
            }}
          />
        )}
      </Suspense>
    </>
  );
}

function Bar({ view, onAdd }: { view: View; onAdd: () => void }): ReactNode {
  const { t } = useTranslation('calendar');
  const [, setSearch] = useSearchState();
  return (
    <div className="records__bar">
      <fieldset className="views views--plain" aria-label={t('views')}>
        {views.map((one) => (
          <button
            key={one}
            type="button"
            className="views__view"
            aria-pressed={view === one}
            onClick={() => setSearch({ view: one === 'upcoming' ? undefined : one })}
          >
            {t(one)}
          </button>
        ))}
      </fieldset>
      <div className="records__actions">
        <Button size="xs" leftSection={<IconPlus size={14} stroke={2} aria-hidden />} onClick={onAdd}>
          {t('addEvent')}
        </Button>
      </div>
    </div>
  );
}

function Agenda(props: {
  matterId: string;
  view: 'upcoming' | 'past';
  chosen: string | undefined;
  onChoose: (id: string) => void;
  onAdd: () => void;
}): ReactNode {
  const { t } = useTranslation('calendar');
  const { matterId, view, chosen } = props;
  const list = useKeysetList({
    queryKey: [noun, 'list', matterId, view],
    fetchPage: (after, signal) =>
      api('GET /api/v1/matters/:matterId/events', {
        params: { matterId },
        query: { when: view, limit: 50, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  if (list.error && list.items.length === 0) return <ProblemAlert error={list.error} onRetry={list.retry} />;
  if (list.state === 'ready' && list.items.length === 0)
    return view === 'past' ? (
      <EmptyState icon={<IconCalendarEvent size={24} stroke={1.5} />} title={t('noPast')} />
    ) : (
      <EmptyState
        icon={<IconCalendarEvent size={24} stroke={1.5} />}
        title={t('noUpcoming')}
        action={<Button onClick={props.onAdd}>{t('addEvent')}</Button>}
      >
        {t('noUpcomingBody')}
      </EmptyState>
    );
  return (
    <>
      <ul className="calendar__list" aria-label={t('events')}>
        {list.items.map((event) => (
          <EventRow
            key={event.id}
            event={event}
            chosen={event.id === chosen}
            onChoose={() => props.onChoose(event.id)}
          />
        ))}
      </ul>
      {list.hasMore && (
        <Button variant="subtle" disabled={list.isFetchingMore} onClick={list.fetchMore}>
          {list.isFetchingMore ? t('loadingMore') : t('showMore')}
        </Button>
      )}
    </>
  );
}
