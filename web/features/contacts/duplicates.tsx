import { Button } from '@mantine/core';
import { IconArrowLeft, IconUsers } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { ContactIcon } from './contact-row.tsx';
import './number-quality.css';

type Pair = Answer<'GET /api/v1/contact-duplicates'>['items'][number];

// Here, and not a route of its own: what every screen loads first knows nothing of it.
const MergedContacts = lazy(() =>
  import('../merged-contacts/merged-contacts.tsx').then((module) => ({ default: module.MergedContacts })),
);

/** Contacts that could be one, and those that were made one while both came to the portal (`?merged=`). */
export function Duplicates(): ReactNode {
  const search: { merged?: string; id?: string } = useSearch({ strict: false });
  if (search.merged === undefined) return <Pairs />;
  return (
    <Suspense>
      <MergedContacts show={search.merged} id={search.id} />
    </Suspense>
  );
}

/** Contacts that share a number or an e-mail: often one person twice, sometimes a family. A person decides. */
function Pairs(): ReactNode {
  const { t } = useTranslation('contacts');
  const list = useKeysetList({
    queryKey: ['contacts', 'duplicates'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/contact-duplicates', { query: { ...(after !== undefined && { after }) }, signal }),
  });
  return (
    <div className="quality">
      <Link to={paths.contacts} className="quality__back">
        <IconArrowLeft size={14} stroke={2} aria-hidden /> {t('title')}
      </Link>
      <PageHeader title={t('duplicates')} subtitle={t('duplicatesBody')} />
      {list.state === 'failed' && (
        <div className="pairs">
          <ProblemAlert error={list.error} onRetry={list.retry} />
        </div>
      )}
      {list.state === 'ready' && list.items.length === 0 && (
        <EmptyState icon={<IconUsers size={24} stroke={1.5} />} title={t('noDuplicates')}>
          {t('noDuplicatesBody')}
        </EmptyState>
      )}
      {list.items.length > 0 && (
        <div className="pairs">
          {list.items.map((pair) => (
            <PairCard key={`${pair.by} ${pair.value}`} pair={pair} />
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

/** Merging is the one thing here that cannot be undone, so it takes two steps: whom to keep, then merge. */
function PairCard({ pair }: { pair: Pair }): ReactNode {
  const { t } = useTranslation('contacts');
  const [keptId, setKeptId] = useState<string>();
  const merge = useMerge(() => setKeptId(undefined));
  const kept = pair.contacts.find(({ id }) => id === keptId);
  const others = pair.contacts.filter(({ id }) => id !== keptId);
  return (
    <section className="pair" aria-label={pair.value}>
      <p className="pair__head">
        {t(pair.by === 'number' ? 'sameNumber' : 'sameEmail')}{' '}
        <strong>{pair.by === 'number' ? <PhoneNumber number={pair.value} /> : pair.value}</strong>
      </p>
      <ul className="pair__contacts">
        {pair.contacts.map((contact) => (
          <li key={contact.id} className="pair__contact" data-kept={contact.id === keptId || undefined}>
            <span className="contact-row__line">
              <Link to={`/contacts/${contact.id}`}>{contact.displayName}</Link>
              <ContactIcon kind={contact.kind} />
            </span>
            <span className="pair__facts">
              {t('addedOn')} <RelativeTime at={contact.createdAt} />
            </span>
            <span>
              <button
                type="button"
                className="pair__keep"
                aria-pressed={contact.id === keptId}
                onClick={() => setKeptId(contact.id === keptId ? undefined : contact.id)}
              >
                {contact.id === keptId ? t('isKept') : t('keepThis')}
              </button>
            </span>
          </li>
        ))}
      </ul>
      {kept && (
        <div className="pair__actions">
          <span>
            {t('mergeBody', {
              names: others.map(({ displayName }) => displayName).join(', '),
              name: kept.displayName,
            })}
          </span>
          <Button
            size="xs"
            disabled={merge.isPending}
            onClick={() => merge.mutate({ kept, others: others.map(({ id }) => id) })}
          >
            {merge.isPending ? t('merging') : t('merge')}
          </Button>
        </div>
      )}
    </section>
  );
}

function useMerge(onDone: () => void) {
  const { t } = useTranslation('contacts');
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ kept, others }: { kept: Pair['contacts'][number]; others: readonly string[] }) => {
      for (const otherId of others)
        await api('POST /api/v1/contacts/:id/merge', { params: { id: kept.id }, body: { otherId } });
      return kept;
    },
    onSuccess: (kept) => {
      onDone();
      showDone(t('merged', { name: kept.displayName }));
    },
    onError: (error) => showProblem(error),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['contacts'] }),
        client.invalidateQueries({ queryKey: ['matters'] }),
      ]),
  });
}
