import { IconPhoneX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { sourcesQuery } from '../activity/queries.ts';
import { HomeCard, HomeCardRow } from './home-card.tsx';

/** Phone systems that somebody must look at; not there at all while all is well. */
export function SourcesCard(): ReactNode {
  const { t } = useTranslation('home');
  const mayMend = useMayDo('owner', 'administrator');
  const { data } = useQuery(sourcesQuery);
  const ailing =
    data?.items.filter(
      ({ status, unreadableCount }) => status === 'needs_attention' || unreadableCount > 0,
    ) ?? [];
  if (!mayMend || ailing.length === 0) return null;
  return (
    <HomeCard
      title={t('sources')}
      count={ailing.length}
      empty=""
      all={{ to: paths.sources, label: t('sourcesAll') }}
    >
      {ailing.map((source) => (
        <HomeCardRow
          key={source.id}
          to={`${paths.sources}/${source.id}`}
          mark={<IconPhoneX size={18} stroke={1.6} aria-hidden />}
          title={source.name}
          about={
            source.status === 'needs_attention' && source.statusDetail !== ''
              ? source.statusDetail
              : t('unreadable', { count: source.unreadableCount })
          }
        />
      ))}
    </HomeCard>
  );
}
