import { IconCalendarExclamation } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { HomeCard, HomeCardRow } from '../home/home-card.tsx';
import { useDayName } from './day-line.tsx';
import { missingDaysQuery } from './queries.ts';

/** On Home: days of which a phone system lists what is not here; not there at all while all agree. */
export function MissingCard(): ReactNode {
  const { t } = useTranslation('home');
  const mayMend = useMayDo('owner', 'administrator');
  const name = useDayName();
  const { data } = useQuery({ ...missingDaysQuery, enabled: mayMend });
  if (!mayMend || !data || data.items.length === 0) return null;
  return (
    <HomeCard
      title={t('missingDays')}
      count={data.items.length}
      empty=""
      all={{ to: paths.sources, label: t('sourcesAll') }}
    >
      {data.items.slice(0, 4).map((one) => (
        <HomeCardRow
          key={`${one.sourceId} ${one.day}`}
          to={`${paths.sources}/${one.sourceId}/days`}
          mark={<IconCalendarExclamation size={18} stroke={1.6} aria-hidden />}
          title={`${one.sourceName}, ${name(one.day)}`}
          about={t(one.bringingIn ? 'missingComing' : 'missing', { count: one.missing })}
        />
      ))}
    </HomeCard>
  );
}
