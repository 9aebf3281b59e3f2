import { IconArrowsLeftRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { differenceCountQuery } from '../sync/queries.ts';
import { HomeCard, HomeCardRow } from './home-card.tsx';

/** What the practice system says differently, and a person must decide; not there at all while the two agree. */
export function DifferencesCard(): ReactNode {
  const { t } = useTranslation('home');
  const { data } = useQuery(differenceCountQuery);
  if (!data || data.open === 0) return null;
  const { open: count, systems } = data;
  return (
    <HomeCard
      title={t('differences')}
      count={count}
      empty=""
      all={{ to: paths.differences, label: t('differencesAll') }}
    >
      <HomeCardRow
        to={paths.differences}
        mark={<IconArrowsLeftRight size={18} stroke={1.6} aria-hidden />}
        title={t('differencesCount', { count, systems: systems.join(', ') })}
      />
    </HomeCard>
  );
}
