import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import './backfill.css';
import { FoundLine, PeriodLine } from './backfill-lines.tsx';
import { BackfillNote } from './backfill-note.tsx';
import { StartBackfill } from './backfill-start.tsx';
import { type Backfill, badgeOf, listedWords, shareOf, unlistedWords } from './backfill-words.ts';
import { backfillsQuery } from './queries.ts';
import type { Source } from './source.ts';

/** History from the phone system's own call log: start it, see how far it is, pause, go on, stop. */
export function BringInHistory({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation('backfill');
  if (source.kind === 'csv') return null;
  return (
    <section className="backfill" aria-labelledby="backfill-title">
      {source.history ? (
        <FromCallLog source={source} history={source.history} />
      ) : (
        <>
          <h2 id="backfill-title" className="backfill__title">
            {t('title')}
          </h2>
          <FromFile />
        </>
      )}
    </section>
  );
}

function FromFile(): ReactNode {
  const { t } = useTranslation('backfill');
  const [, setSearch] = useSearchState();
  return (
    <>
      <p className="quiet">{t('fromFile')}</p>
      <div className="backfill__buttons">
        <Button variant="default" onClick={() => setSearch({ tab: 'import' }, { push: true })}>
          {t('fromFileGo')}
        </Button>
      </div>
    </>
  );
}

function FromCallLog(props: { source: Source; history: NonNullable<Source['history']> }): ReactNode {
  const { source, history } = props;
  const { t } = useTranslation('backfill');
  const query = useQuery(backfillsQuery(source.id));
  const latest = query.data?.items[0];
  const [again, setAgain] = useState(false);
  const open = latest?.state === 'running' || latest?.state === 'paused';
  const asks = query.data && !open && (again || latest === undefined || latest.state === 'cancelled');
  const missing = unlistedWords(source);
  return (
    <>
      <div className="backfill__head">
        <h2 id="backfill-title" className="backfill__title">
          {t('title')}
        </h2>
        {latest && <StateBadge state={badgeOf(latest.state)}>{t(`state_${latest.state}`)}</StateBadge>}
      </div>
      <div className="backfill__words quiet">
        <p>{t('about', { lists: t(listedWords(history.lists)), label: source.label })}</p>
        {missing && <p>{t(missing)}</p>}
      </div>
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {latest && (
        <Standing
          source={source}
          backfill={latest}
          lists={listedWords(history.lists)}
          more={
            !open &&
            !asks && (
              <Button variant="default" onClick={() => setAgain(true)}>
                {t('again')}
              </Button>
            )
          }
        />
      )}
      {asks && <StartBackfill source={source} onStarted={() => setAgain(false)} />}
    </>
  );
}

function Standing(props: {
  source: Source;
  backfill: Backfill;
  lists: ReturnType<typeof listedWords>;
  /** Beside its buttons. */
  more: ReactNode;
}): ReactNode {
  const { backfill, source } = props;
  const { t } = useTranslation('backfill');
  const found = <FoundLine backfill={backfill} lists={props.lists} />;
  return (
    <>
      <div role="status">
        <ProgressLine
          label={t('progress', { done: backfill.daysDone, count: backfill.days })}
          value={shareOf(backfill)}
          hint={
            <>
              {found}
              <br />
              <PeriodLine backfill={backfill} />
            </>
          }
        />
      </div>
      <BackfillNote backfill={backfill} source={source} />
      <Buttons source={source} backfill={backfill} more={props.more} />
    </>
  );
}

function Buttons(props: { source: Source; backfill: Backfill; more: ReactNode }): ReactNode {
  const { source, backfill } = props;
  const { t } = useTranslation('backfill');
  const client = useQueryClient();
  const navigate = useNavigate();
  const act = useMutation({
    mutationFn: (action: 'pause' | 'resume' | 'cancel') =>
      api(`POST /api/v1/sources/:id/backfills/:backfillId/${action}`, {
        params: { id: source.id, backfillId: backfill.id },
      }),
    onSuccess: (after) => {
      if (after.state === 'cancelled') showDone(t('stopped'));
    },
    onError: (error) => showProblem(error),
    onSettled: () => client.invalidateQueries({ queryKey: backfillsQuery(source.id).queryKey }),
  });
  const button = (action: 'pause' | 'resume' | 'cancel', label: string, main = false) => (
    <Button variant={main ? 'filled' : 'default'} disabled={act.isPending} onClick={() => act.mutate(action)}>
      {label}
    </Button>
  );
  const { state } = backfill;
  return (
    <div className="backfill__buttons">
      {state === 'running' && button('pause', t('pause'))}
      {state === 'paused' && button('resume', t('resume'), true)}
      {state === 'failed' && button('resume', t('retry'), true)}
      {(state === 'running' || state === 'paused') && button('cancel', t('stop'))}
      {state === 'done' && backfill.found > 0 && (
        <Button
          variant="default"
          onClick={() => void navigate({ to: paths.activity, search: { source: source.id } })}
        >
          {t('see')}
        </Button>
      )}
      {props.more}
    </div>
  );
}
