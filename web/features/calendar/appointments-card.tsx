import { IconCalendarEvent } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { dayNumber, shortDate, timeOfDay } from '../../ui/when.ts';
import { HomeCard, HomeCardRow } from '../home/home-card.tsx';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** What I attend in the next seven days; nothing at all where nothing is planned. */
export function AppointmentsCard(): ReactNode {
  const { t } = useTranslation('home');
  const zone = useFirmFormat();
  const now = useNow();
  // To the hour, so that it is not read anew with every tick of the clock.
  const to = new Date(Math.ceil(now / hourMs) * hourMs + 7 * dayMs).toISOString();
  const { data, error } = useQuery({
    queryKey: ['events', 'home', to],
    queryFn: ({ signal }) =>
      api('GET /api/v1/events', { query: { attendee: 'me', when: 'upcoming', to, limit: 50 }, signal }),
  });
  const items = data?.items.filter(({ state }) => state === 'planned') ?? [];
  if (items.length === 0 && !error) return null;
  const said = (at: string) => {
    const moment = new Date(at);
    const days = dayNumber(moment, zone) - dayNumber(new Date(now), zone);
    const time = timeOfDay(moment, zone);
    if (days <= 0) return t('todayAt', { time });
    return days === 1 ? t('tomorrowAt', { time }) : `${shortDate(moment, new Date(now), zone)} ${time}`;
  };
  return (
    <HomeCard
      title={t('appointments')}
      count={data && items.length}
      error={error}
      empty=""
      all={{ to: paths.matters, label: t('appointmentsAll') }}
    >
      {items.slice(0, 5).map((event) => (
        <HomeCardRow
          key={event.id}
          to={`${paths.matters}/${event.matterId}/calendar#${event.id}`}
          mark={<IconCalendarEvent size={18} stroke={1.6} aria-hidden />}
          title={event.title}
          about={event.place === '' ? event.matterTitle : `${event.matterTitle} · ${event.place}`}
          end={<span className="figures">{said(event.startsAt)}</span>}
        />
      ))}
    </HomeCard>
  );
}
