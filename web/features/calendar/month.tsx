import '@mantine/dates/styles.layer.css';
import { Button } from '@mantine/core';
import { Calendar } from '@mantine/dates';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { fullDay, todayIn } from '../matters/day.ts';
import { EventRow } from './event-row.tsx';
import { type Event, monthQuery } from './queries.ts';
import { byDay, dayOf, rangeOf, shownClock } from './times.ts';

const named = 2;

/** A month with its events; below it those of the day that one chose. */
export function MonthView(props: {
  matterId: string;
  chosen: string | undefined;
  onChoose: (id: string) => void;
  onAdd: (day: string) => void;
}): ReactNode {
  const { t } = useTranslation('calendar');
  const { locale, timeZone, country } = useFirmFormat();
  const [search, setSearch] = useSearchState();
  const today = todayIn(timeZone, new Date(useNow()));
  const day = isDay(search.day) ? search.day : today;
  const month = /^\d{4}-\d{2}$/.test(search.month ?? '') ? (search.month ?? '') : day.slice(0, 7);
  const { data, error, refetch } = useQuery({
    ...monthQuery(props.matterId, rangeOf(month)),
    placeholderData: keepPreviousData,
  });
  const days = useMemo(() => byDay(data?.items ?? []), [data]);
  const ofDay = days.get(day) ?? [];
  return (
    <div className="month">
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} dense />}
      <Calendar
        className="month__page"
        fullWidth
        date={`${month}-01`}
        onDateChange={(date) => setSearch({ month: date.slice(0, 7) })}
        firstDayOfWeek={country === 'US' ? 0 : 1}
        weekendDays={[0, 6]}
        highlightToday
        maxLevel="year"
        ariaLabels={{
          previousMonth: t('previousMonth'),
          nextMonth: t('nextMonth'),
          previousYear: t('previousYear'),
          nextYear: t('nextYear'),
        }}
        getDayProps={(date) => ({
          // Its content is its name: the whole date, and the events on it.
          'aria-label': undefined,
          selected: date === day,
          onClick: () => setSearch({ day: date, month: date.slice(0, 7) }),
        })}
        renderDay={(date) => <DayCell date={date} events={days.get(date) ?? []} />}
      />
      <section className="month__day" aria-label={fullDay(day, locale)}>
        <div className="month__head">
          <h3 className="month__title">{fullDay(day, locale)}</h3>
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
            onClick={() => props.onAdd(day)}
          >
            {t('addOnDay')}
          </Button>
        </div>
        {ofDay.length === 0 ? (
          <p className="quiet">{t('noneThatDay')}</p>
        ) : (
          <ul className="calendar__list" aria-label={t('events')}>
            {ofDay.map((event) => (
              <EventRow
                key={event.id}
                event={event}
                chosen={event.id === props.chosen}
                onChoose={() => props.onChoose(event.id)}
              />
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

function isDay(text: string | undefined): text is string {
  return /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** The number, and what fits of the day's events; a dot each where there is no room for words. */
function DayCell({ date, events }: { date: string; events: readonly Event[] }): ReactNode {
  const { t } = useTranslation('calendar');
  const { locale } = useFirmFormat();
  const left = events.length - named;
  return (
    <span className="month__cell">
      <span className="visually-hidden">{fullDay(date, locale)}</span>
      <span className="month__number figures" aria-hidden>
        {Number(date.slice(8))}
      </span>
      {events.slice(0, named).map((event) => (
        <span key={event.id} className="month__event" data-struck={event.state === 'cancelled' || undefined}>
          {dayOf(event.localStart) === date && (
            <span className="figures">{shownClock(event.localStart, locale)} </span>
          )}
          {event.title}
        </span>
      ))}
      {left > 0 && <span className="month__more">{t('more', { count: left })}</span>}
    </span>
  );
}
