import { Button } from '@mantine/core';
import { IconArrowLeft, IconUsers } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import './number-quality.css';
import { ContactFacts } from './pair-card.tsx';

type Apart = Answer<'GET /api/v1/contact-duplicates/apart'>['items'][number];

/** Pairs that were put aside, and the way back for each. */
export function ApartPairs(): ReactNode {
  const { t } = useTranslation('contacts');
  const list = useKeysetList({
    queryKey: ['contacts', 'apart'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/contact-duplicates/apart', {
        query: { ...(after !== undefined && { after }) },
        signal,
      }),
  });
  return (
    <div className="quality">
      <Link to={paths.contactDuplicates} className="quality__back">
        <IconArrowLeft size={14} stroke={2} aria-hidden /> {t('duplicates')}
      </Link>
      <PageHeader title={t('apart')} subtitle={t('apartBody')} />
      {list.state === 'failed' && (
        <div className="pairs">
          <ProblemAlert error={list.error} onRetry={list.retry} />
        </div>
      )}
      {list.state === 'ready' && list.items.length === 0 && (
        <EmptyState icon={<IconUsers size={24} stroke={1.5} />} title={t('noApart')}>
          {t('noApartBody')}
        </EmptyState>
      )}
      {list.items.length > 0 && (
        <div className="pairs">
          {list.items.map((pair) => (
            <ApartCard key={pair.contacts.map(({ id }) => id).join(' ')} pair={pair} />
          ))}
          {list.hasMore && (
            <div className="quality__more">
              <Button variant="default" disabled={list.isFetchingMore} onClick={list.fetchMore}>
                {t('showMore')}
              </Button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function ApartCard({ pair }: { pair: Apart }): ReactNode {
  const { t } = useTranslation('contacts');
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: async () => {
      const [one, other] = pair.contacts;
      if (!one || !other) return;
      const body = { contactId: one.id, otherIds: [other.id] };
      await api('POST /api/v1/contact-duplicates/apart/undo', { body });
    },
    onSuccess: () => showDone(t('endedApart')),
    onError: (error) => showProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['contacts'] }),
  });
  return (
    <section className="pair" aria-label={pair.contacts.map(({ displayName }) => displayName).join(', ')}>
      <p className="pair__head">
        {t('saidApart', { name: pair.saidBy })} <RelativeTime at={pair.saidAt} />
      </p>
      <ul className="pair__contacts">
        {pair.contacts.map((contact) => (
          <li key={contact.id} className="pair__contact">
            <ContactFacts contact={contact} />
          </li>
        ))}
      </ul>
      <div className="pair__actions">
        <Button size="xs" variant="default" disabled={end.isPending} onClick={() => end.mutate()}>
          {t('endApart')}
        </Button>
      </div>
    </section>
  );
}
