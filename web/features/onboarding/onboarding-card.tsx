import { IconUserCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { HomeCard, HomeCardRow } from '../home/home-card.tsx';
import { placeOf } from './place-of.ts';
import { countsQuery, waitingQuery } from './queries.ts';

const shown = 4;

/** Results that are no pass, and workspaces without a matter. Not there while nothing waits. */
export function OnboardingCard(): ReactNode {
  const { t } = useTranslation('home');
  const counts = useQuery(countsQuery).data;
  const decisions = counts?.decisions ?? 0;
  const unmatched = counts?.unmatched ?? 0;
  const newest = useQuery({ ...waitingQuery('decision', shown), enabled: decisions > 0 });
  if (decisions + unmatched === 0) return null;
  return (
    <HomeCard
      title={t('onboarding')}
      count={decisions + unmatched}
      error={newest.error}
      empty=""
      all={{ to: paths.onboarding, label: t('onboardingAll') }}
    >
      {newest.data?.items.map((line) => (
        <HomeCardRow
          key={line.id}
          to={placeOf(line) ?? paths.onboarding}
          mark={<IconUserCheck size={18} stroke={1.6} aria-hidden />}
          title={line.caseTitle ?? line.names.join(', ')}
          about={t('onboardingDecisions', { count: line.decisionsNeeded })}
          {...(line.toldAt !== null && { end: <RelativeTime at={line.toldAt} /> })}
        />
      ))}
      {unmatched > 0 && (
        <HomeCardRow
          to={paths.onboarding}
          mark={<IconUserCheck size={18} stroke={1.6} aria-hidden />}
          title={t('onboardingUnmatched', { count: unmatched })}
        />
      )}
    </HomeCard>
  );
}
