import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { kindOf } from '../activity/interaction.ts';
import { reviewCountQuery } from '../activity/queries.ts';
import { anyCallQuery } from './firm-facts.ts';
import { HomeCard, HomeCardRow } from './home-card.tsx';

const shown = 4;

/** Calls, texts and faxes that need a person. */
export function ReviewCard(): ReactNode {
  const { t } = useTranslation('home');
  const { data, error } = useQuery(reviewCountQuery);
  const { data: any } = useQuery({ ...anyCallQuery, enabled: data?.total === 0 });
  const newest = useQuery({
    queryKey: ['review', 'newest'],
    queryFn: ({ signal }) =>
      api('GET /api/v1/interactions', { query: { review: 'true', limit: shown }, signal }),
    enabled: data !== undefined && data.total > 0,
  });
  return (
    <HomeCard
      title={t('review')}
      count={data?.total}
      error={error}
      empty={t(any?.items.length === 0 ? 'reviewNothingYet' : 'reviewEmpty')}
      all={{ to: paths.review, label: t('reviewAll') }}
    >
      {newest.data?.items.map((call) => (
        <HomeCardRow
          key={call.id}
          to={paths.review}
          search={{ at: call.id }}
          mark={<KindIcon kind={kindOf(call)} />}
          title={call.externalParty.display}
          {...(call.staffName !== null && { about: call.staffName })}
          end={<RelativeTime at={call.startedAt} />}
        />
      ))}
    </HomeCard>
  );
}
