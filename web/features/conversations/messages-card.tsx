import { IconAt, IconClock, IconMessage, IconUserShare } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { HomeCard, HomeCardRow } from '../home/home-card.tsx';
import { countsQuery } from './counts.ts';

const shown = 3;
const sign = { size: 18, stroke: 1.6 } as const;

/** Conversations that want me: unread ones by name, then how many name me, and how many people outside wait. */
export function MessagesCard(): ReactNode {
  const { t } = useTranslation('home');
  const { data, error } = useQuery(countsQuery);
  const newest = useQuery({
    queryKey: ['conversations', 'home'],
    queryFn: ({ signal }) =>
      api('GET /api/v1/conversations', { query: { view: 'unread', limit: shown }, signal }),
    enabled: data !== undefined && data.unread > 0,
  });
  return (
    <HomeCard
      title={t('messages')}
      count={data && (data.unread || data.awaiting)}
      error={error}
      empty={t('messagesEmpty')}
      all={{ to: paths.conversations, label: t('messagesAll') }}
    >
      {newest.data?.items.map((line) => (
        <HomeCardRow
          key={line.id}
          to={`${paths.conversations}/${line.id}`}
          mark={
            line.kind === 'external' ? (
              <IconUserShare {...sign} aria-hidden />
            ) : (
              <IconMessage {...sign} aria-hidden />
            )
          }
          title={line.title}
          {...(line.lastMessage && { about: `${line.lastMessage.author.name}: ${line.lastMessage.text}` })}
          end={line.lastMessageAt !== null && <RelativeTime at={line.lastMessageAt} />}
        />
      ))}
      {data !== undefined && data.mentioned > 0 && (
        <HomeCardRow
          to={paths.conversations}
          search={{ view: 'mentioned' }}
          mark={<IconAt {...sign} aria-hidden />}
          title={t('messagesMentioned', { count: data.mentioned })}
        />
      )}
      {data !== undefined && data.awaiting > 0 && (
        <HomeCardRow
          to={paths.conversations}
          search={{ view: 'awaiting' }}
          mark={<IconClock {...sign} aria-hidden />}
          title={t('messagesAwaiting', { count: data.awaiting })}
        />
      )}
    </HomeCard>
  );
}
