import { Button } from '@mantine/core';
import { IconArrowLeft, IconUsers } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ApartPairs } from './apart-pairs.tsx';
import { PairCard } from './pair-card.tsx';
import './number-quality.css';

// Here, and not a route of its own: what every screen loads first knows nothing of it.
const MergedContacts = lazy(() =>
  import('../merged-contacts/merged-contacts.tsx').then((module) => ({ default: module.MergedContacts })),
);

/** Contacts that could be one, and those that were made one while both came to the portal (`?merged=`), or are not the same (`?apart=`). */
export function Duplicates(): ReactNode {
  const search: { merged?: string; id?: string; apart?: string } = useSearch({ strict: false });
  if (search.apart !== undefined) return <ApartPairs />;
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
      <PageHeader
        title={t('duplicates')}
        subtitle={t('duplicatesBody')}
        actions={
          <Link to={paths.contactDuplicates} search={{ apart: 'yes' }}>
            {t('apart')}
          </Link>
        }
      />
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
