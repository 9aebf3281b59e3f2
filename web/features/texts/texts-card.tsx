import { IconMessageQuestion } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { HomeCard, HomeCardRow } from '../home/home-card.tsx';
import { countsQuery, triageQuery } from './queries.ts';

const shown = 4;

/** Texts that wait for a person. Not there while none does. */
export function TextsCard(): ReactNode {
  const { t } = useTranslation('home');
  const counts = useQuery(countsQuery).data;
  const all = counts?.all ?? 0;
  const place = counts?.place ?? 0;
  const review = counts?.review ?? 0;
  const newest = useQuery({ ...triageQuery('place', shown), enabled: place > 0 });
  if (all === 0) return null;
  return (
    <HomeCard
      title={t('texts')}
      count={all}
      error={newest.error}
      empty=""
      all={{ to: paths.texts, label: t('textsAll') }}
    >
      {newest.data?.items.map((item) => (
        <HomeCardRow
          key={item.id}
          to={paths.texts}
          mark={<IconMessageQuestion size={18} stroke={1.6} aria-hidden />}
          title={item.candidates.map(({ contactName }) => contactName).join(', ') || item.number}
          about={item.body}
          end={<RelativeTime at={item.receivedAt} />}
        />
      ))}
      {review > 0 && (
        <HomeCardRow
          to={paths.texts}
          mark={<IconMessageQuestion size={18} stroke={1.6} aria-hidden />}
          title={t('textsReview', { count: review })}
        />
      )}
    </HomeCard>
  );
}
