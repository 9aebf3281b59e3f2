import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { FeeSection } from './fee-section.tsx';
import { Ledger } from './ledger.tsx';
import { People } from './people.tsx';
import { noun, type Referrer, referrerQuery } from './queries.ts';

const EditReferrer = lazy(() =>
  import('./referrer-form.tsx').then((module) => ({ default: module.EditReferrer })),
);

/** One referrer: what is agreed, who works there, whom it sent. */
export function ReferrerPage({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const [search, setSearch] = useSearchState();
  const { data: referrer, error, refetch } = useQuery(referrerQuery(id));
  if (error && !referrer)
    return (
      <div className="referrer__notice">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (!referrer) return null;
  return (
    <article className="referrer">
      <Head referrer={referrer} onEdit={() => setSearch({ edit: 'yes' })} onClose={onClose} />
      <div className="referrer__body">
        {referrer.archived && <ArchivedBanner referrer={referrer} />}
        <Facts referrer={referrer} />
        <FeeSection referrer={referrer} />
        <People referrer={referrer} />
        <Ledger referrer={referrer} />
      </div>
      <Suspense>
        {search.edit !== undefined && (
          <EditReferrer referrer={referrer} onClose={() => setSearch({ edit: undefined })} />
        )}
      </Suspense>
    </article>
  );
}

function Head(props: { referrer: Referrer; onEdit: () => void; onClose: () => void }): ReactNode {
  const { t } = useTranslation('referrers');
  const { referrer } = props;
  const client = useQueryClient();
  const params = { id: referrer.id };
  const fresh = () => client.invalidateQueries({ queryKey: [noun] });
  async function archive(): Promise<void> {
    try {
      await api('DELETE /api/v1/referrers/:id', { params });
      props.onClose();
      await fresh();
      showDone(t('archivedNow', { name: referrer.name }), () =>
        api('POST /api/v1/referrers/:id/restore', { params }).then(fresh),
      );
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <PageHeader
      title={referrer.name}
      actions={
        referrer.archived ? null : (
          <>
            <Button variant="subtle" color="gray" onClick={() => void archive()}>
              {t('archive')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
              onClick={props.onEdit}
            >
              {t('edit')}
            </Button>
          </>
        )
      }
    />
  );
}

function ArchivedBanner({ referrer }: { referrer: Referrer }): ReactNode {
  const { t } = useTranslation('referrers');
  const client = useQueryClient();
  async function restore(): Promise<void> {
    try {
      await api('POST /api/v1/referrers/:id/restore', { params: { id: referrer.id } });
      await client.invalidateQueries({ queryKey: [noun] });
      showDone(t('restored', { name: referrer.name }));
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <div className="referrer__banner">
      <span>{t('isArchived')}</span>
      <Button size="compact-sm" variant="default" onClick={() => void restore()}>
        {t('restore')}
      </Button>
    </div>
  );
}

function Facts({ referrer }: { referrer: Referrer }): ReactNode {
  const { t } = useTranslation('referrers');
  const { feeScales, notes } = referrer;
  return (
    <dl className="facts">
      <dt>{t('contact')}</dt>
      <dd>
        <Link to={`/contacts/${referrer.contactId}`}>{referrer.contactName}</Link>
      </dd>
      <dt>{t('feeScales')}</dt>
      <dd>{feeScales.length === 0 ? t('feeScalesNone') : feeScales.map(({ name }) => name).join(', ')}</dd>
      {notes !== '' && (
        <>
          <dt>{t('notes')}</dt>
          <dd className="referrer__notes">{notes}</dd>
        </>
      )}
    </dl>
  );
}
