import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ConversationRow } from './conversation-row.tsx';
import './conversations.css';
import type { Line } from './queries.ts';

const shown = 20;
const states = ['open', 'archived', 'ended'] as const;

/** What was said with one person through the portal, the running ones first; not there for people who never were of it. */
export function ContactConversations({ contactId }: { contactId: string }): ReactNode {
  const { t } = useTranslation('conversations');
  const { data } = useQuery({
    queryKey: ['conversations', 'contact', contactId],
    queryFn: ({ signal }) => readAll(contactId, signal),
  });
  if (!data || data.length === 0) return null;
  return (
    <section aria-label={t('withMatter')}>
      <h2 className="contact-page__title">{t('withMatter')}</h2>
      <ul className="conversation-list">
        {data.map((line) => (
          <li key={line.id}>
            <Link to={`/conversations/${line.id}`} className="conversation-list__one">
              <ConversationRow line={line} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function readAll(contactId: string, signal: AbortSignal): Promise<Line[]> {
  const pages = await Promise.all(
    states.map((state) =>
      api('GET /api/v1/conversations', { query: { contactId, view: 'all', state, limit: shown }, signal }),
    ),
  );
  return pages.flatMap(({ items }) => items);
}
