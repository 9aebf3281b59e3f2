import { Button } from '@mantine/core';
import { IconArrowLeft, IconDownload } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { ColumnMap } from './column-map.tsx';
import type { Import } from './import-columns.ts';
import { importQuery } from './import-queries.ts';
import './imports.css';
import { ImportState } from './import-state.tsx';
import { ProblemList } from './problem-list.tsx';

/** One import, from the preview to its last row. It goes on when one leaves the page. */
export function ImportPage(): ReactNode {
  const { t } = useTranslation('imports');
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const { data: one, error, refetch } = useQuery(importQuery(id));
  return (
    <div className="imports imports--page">
      <Link to={paths.imports} className="imports__back">
        <IconArrowLeft size={14} stroke={2} aria-hidden /> {t('title')}
      </Link>
      {error && !one && (
        <div className="imports__body">
          <ProblemAlert error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {one && <Page one={one} />}
    </div>
  );
}

function Page({ one }: { one: Import }): ReactNode {
  const { t } = useTranslation('imports');
  return (
    <>
      <PageHeader
        title={one.fileName}
        badge={<ImportState one={one} look="badge" />}
        subtitle={
          <>
            {t(one.kind)} · {t('rows', { count: one.total })} · <RelativeTime at={one.createdAt} />
          </>
        }
      />
      <div className="imports__body">
        <Outcome one={one} />
        {one.state === 'preview' && <ColumnMap one={one} />}
        <Problems one={one} />
      </div>
    </>
  );
}

/** What would happen, what is happening, or what happened; and the one thing to do about it. */
function Outcome({ one }: { one: Import }): ReactNode {
  const { t } = useTranslation('imports');
  const { commit, cancel } = useSteps(one.id);
  if (one.state === 'running') {
    return (
      <section className="imports__outcome" aria-label={t('progress')}>
        <ProgressLine
          label={t('importing', { done: one.done, count: one.total })}
          value={one.total === 0 ? 0 : one.done / one.total}
          hint={t('keepsGoing')}
        />
        <Counts counts={one.did} leftOut={one.leftOut} past />
        <div>
          <Button variant="default" size="xs" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('stop')}
          </Button>
        </div>
        {cancel.error && <ProblemAlert error={cancel.error} dense />}
      </section>
    );
  }
  const preview = one.state === 'preview';
  const worth = one.planned.created + one.planned.filled;
  return (
    <section className="imports__outcome" aria-label={t(preview ? 'whatWillHappen' : 'whatHappened')}>
      <h2 className="imports__title">{t(preview ? 'whatWillHappen' : 'whatHappened')}</h2>
      <Counts counts={preview ? one.planned : one.did} leftOut={one.leftOut} past={!preview} />
      {preview && (
        <div className="imports__actions">
          <Button disabled={commit.isPending || worth === 0} onClick={() => commit.mutate()}>
            {t(one.kind === 'contacts' ? 'importContacts' : 'importMatters', { count: worth })}
          </Button>
          <Button variant="subtle" color="gray" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('dontImport')}
          </Button>
        </div>
      )}
      {one.state === 'done' && (
        <Link to={one.kind === 'contacts' ? paths.contacts : paths.matters}>
          {t(one.kind === 'contacts' ? 'toContacts' : 'toMatters')}
        </Link>
      )}
      {(commit.error ?? cancel.error) && <ProblemAlert error={commit.error ?? cancel.error} dense />}
    </section>
  );
}

function useSteps(id: string) {
  const client = useQueryClient();
  const params = { id };
  const keep = (after: Import) => {
    client.setQueryData(importQuery(id).queryKey, after);
    void client.invalidateQueries({ queryKey: ['imports', 'list'] });
  };
  const commit = useMutation({
    mutationFn: () => api('POST /api/v1/practice-imports/:id/commit', { params }),
    onSuccess: keep,
  });
  const cancel = useMutation({
    mutationFn: () => api('POST /api/v1/practice-imports/:id/cancel', { params }),
    onSuccess: keep,
  });
  return { commit, cancel };
}

function Counts(props: { counts: Import['planned']; leftOut: number; past: boolean }): ReactNode {
  const { t } = useTranslation('imports');
  const { counts, leftOut } = props;
  return (
    <dl className="import-counts">
      <Count label={t('created')} count={counts.created} />
      <Count label={t('filled')} count={counts.filled} />
      <Count label={t('unchanged')} count={counts.unchanged} />
      <Count label={t('leftOut')} count={leftOut} tone={leftOut > 0 ? 'person' : undefined} />
    </dl>
  );
}

function Count(props: { label: string; count: number; tone?: string | undefined }): ReactNode {
  return (
    <div className="import-counts__count" data-tone={props.tone}>
      <dt>{props.label}</dt>
      <dd className="figures">{props.count.toLocaleString(useFirmFormat().locale)}</dd>
    </div>
  );
}

function Problems({ one }: { one: Import }): ReactNode {
  const { t } = useTranslation('imports');
  if (one.problemCount === 0) return null;
  return (
    <section aria-label={t('problemsTitle')}>
      <div className="imports__head">
        <h2 className="imports__title">{t('problems', { count: one.problemCount })}</h2>
        <Button
          component="a"
          size="xs"
          variant="default"
          href={`/api/v1/practice-imports/${one.id}/problems.csv`}
          leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
        >
          {t('report')}
        </Button>
      </div>
      <ProblemList problems={one.problems} />
      {one.problemCount > one.problems.length && <p className="quiet">{t('moreInReport')}</p>}
    </section>
  );
}
