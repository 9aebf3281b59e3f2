import { Button, SegmentedControl } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { IconArrowLeft, IconUsers } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import '../contacts/number-quality.css';
import { MergedContact } from './merged-contact.tsx';
import './merged-contacts.css';
import type { MergedLine } from './queries.ts';

/** Contacts that were merged while both came to the portal. One of them, or all that wait. */
export function MergedContacts({ show, id }: { show: string; id: string | undefined }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const { t: contacts } = useTranslation('contacts');
  if (id !== undefined)
    return (
      <div className="quality">
        <Link to={paths.contactDuplicates} search={{ merged: 'open' }} className="quality__back">
          <IconArrowLeft size={14} stroke={2} aria-hidden /> {t('back')}
        </Link>
        <MergedContact id={id} />
      </div>
    );
  return (
    <div className="quality">
      <Link to={paths.contacts} className="quality__back">
        <IconArrowLeft size={14} stroke={2} aria-hidden /> {contacts('title')}
      </Link>
      <PageHeader title={t('title')} subtitle={`${t('about')} ${t('yours')}`} />
      <Entries state={show === 'apart' ? 'apart' : 'open'} />
    </div>
  );
}

function Entries({ state }: { state: 'open' | 'apart' }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const navigate = useNavigate();
  const list = useKeysetList({
    queryKey: ['contacts', 'merged', 'all', state],
    fetchPage: (after, signal) =>
      api('GET /api/v1/merged-contacts', {
        query: { state, ...(after !== undefined && { after }) },
        signal,
      }),
  });
  return (
    <div className="pairs">
      <SegmentedControl
        aria-label={t('title')}
        size="xs"
        value={state}
        data={[
          { value: 'open', label: t('waiting') },
          { value: 'apart', label: t('apart') },
        ]}
        onChange={(merged) =>
          void navigate({ to: paths.contactDuplicates, search: { merged }, replace: true })
        }
      />
      {list.state === 'failed' && <ProblemAlert error={list.error} onRetry={list.retry} />}
      {list.state === 'ready' && list.items.length === 0 && (
        <EmptyState
          icon={<IconUsers size={24} stroke={1.5} />}
          title={t(state === 'open' ? 'nothing' : 'nothingApart')}
        >
          {t(state === 'open' ? 'nothingBody' : 'nothingApartBody')}
        </EmptyState>
      )}
      {list.items.length > 0 && (
        <ul className="merged-list">
          {list.items.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ul>
      )}
      {list.hasMore && (
        <Button variant="default" disabled={list.isFetchingMore} onClick={list.fetchMore}>
          {t('more')}
        </Button>
      )}
    </div>
  );
}

function Line({ line }: { line: MergedLine }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  return (
    <li className="merged-list__line">
      <div className="merged-list__words">
        <p>
          <strong>{line.name}</strong> <span className="quiet">{t('mergedInto')}</span>{' '}
          <strong>{line.into.name}</strong>
        </p>
        <p className="quiet">{[...new Set(line.emails)].join(' · ')}</p>
        {line.apart && (
          <p className="quiet">
            {t('decidedBy', { name: line.apart.by })} <RelativeTime at={line.apart.at} />
          </p>
        )}
      </div>
      <Link
        to={paths.contactDuplicates}
        search={{ merged: 'open', id: line.id }}
        aria-label={t('lookNamed', { name: line.into.name })}
      >
        {t('look')}
      </Link>
    </li>
  );
}
