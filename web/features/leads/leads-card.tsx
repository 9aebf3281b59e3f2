import { IconFileInvoice } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { HomeCard, HomeCardRow } from '../home/home-card.tsx';
import { boardQuery } from './queries.ts';

const shown = 4;

/** Enquiries that wait for us: not answered yet, or quoted and nothing reminds the client. Not there while there are none. */
export function LeadsCard(): ReactNode {
  const { t } = useTranslation('home');
  const count = useQuery(boardQuery()).data?.toChase ?? 0;
  const newest = useQuery({
    queryKey: ['leads', 'home'],
    queryFn: ({ signal }) => api('GET /api/v1/leads', { query: { toChase: 'true', limit: shown }, signal }),
    enabled: count > 0,
  });
  if (count === 0) return null;
  return (
    <HomeCard
      title={t('leads')}
      count={count}
      error={newest.error}
      empty=""
      all={{ to: '/leads', label: t('leadsAll') }}
    >
      {newest.data?.items.map((lead) => (
        <HomeCardRow
          key={lead.id}
          to={`/leads/${lead.id}`}
          mark={<IconFileInvoice size={18} stroke={1.6} aria-hidden />}
          title={lead.title}
          about={t(lead.state === 'new' ? 'leadUnanswered' : 'leadNoChase')}
          end={<RelativeTime at={lead.stateSince} />}
        />
      ))}
    </HomeCard>
  );
}
