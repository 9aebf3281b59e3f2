import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { NativeSelect, Switch } from '@mantine/core';
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Api } from '../../api/contract.ts';
import { paths } from '../../paths.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import './connection-sync.css';
import { type ConnectionSync, connectionSyncQuery } from './queries.ts';

type Change = Api['PATCH /api/v1/connections/:id/sync']['body'];
const modes = ['on', 'dry_run', 'paused'] as const;
const abilities = ['contacts', 'completionDetails', 'stages'] as const;

/** On the page of a connection: what goes both ways, whether it does, and how it stands. */
export function ConnectionSyncSection(props: { connectionId: string; label: string }): ReactNode {
  const { t } = useTranslation('sync');
  const { connectionId, label } = props;
  const title = useId();
  const { data, error, refetch } = useQuery(connectionSyncQuery(connectionId));
  if (!data) return error ? <ProblemAlert error={error} onRetry={() => void refetch()} dense /> : null;
  return (
    <section className="connection-sync" aria-labelledby={title}>
      <h2 className="connection-sync__title" id={title}>
        {t('connectionTitle')}
      </h2>
      <div className="connection-sync__box">
        <ul className="connection-sync__can">
          {abilities.map((ability) => (
            <li key={ability} data-can={data.can[ability] || undefined}>
              {data.can[ability] ? (
                <IconCheck size={16} stroke={2} aria-hidden />
              ) : (
                <IconMinus size={16} stroke={2} aria-hidden />
              )}
              <span>{t(data.can[ability] ? `can_${ability}` : `cannot_${ability}`, { label })}</span>
            </li>
          ))}
        </ul>
        <Ways connectionId={connectionId} sync={data} />
        {data.can.completionDetails && <Counts sync={data} />}
        <p className="connection-sync__open">
          <Link to={paths.differences}>
            {data.openDifferences > 0
              ? t('differences', { count: data.openDifferences })
              : t('allDifferences')}
          </Link>
        </p>
      </div>
    </section>
  );
}

function Ways({ connectionId, sync }: { connectionId: string; sync: ConnectionSync }): ReactNode {
  const { t } = useTranslation('sync');
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: Change) =>
      api('PATCH /api/v1/connections/:id/sync', { params: { id: connectionId }, body }),
    onSuccess: (after, body) => {
      client.setQueryData(connectionSyncQuery(connectionId).queryKey, after);
      if (body.mode !== undefined) showDone(t('modeSaved', { mode: t(`mode_${after.mode}`) }));
      else showDone(t(after.newContacts ? 'newContactsOn' : 'newContactsOff'));
    },
    onError: (error) => showProblem(error),
  });
  return (
    <div className="connection-sync__ways">
      {sync.can.completionDetails && (
        <NativeSelect
          label={t('mode')}
          description={t(`modeAbout_${sync.mode}`)}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={sync.mode}
          disabled={change.isPending}
          data={modes.map((mode) => ({ value: mode, label: t(`mode_${mode}`) }))}
          onChange={({ currentTarget }) => {
            const mode = modes.find((one) => one === currentTarget.value);
            if (mode) change.mutate({ mode });
          }}
        />
      )}
      <Switch
        label={t('newContacts')}
        description={t('newContactsAbout')}
        checked={sync.newContacts}
        disabled={change.isPending}
        onChange={({ currentTarget }) => change.mutate({ newContacts: currentTarget.checked })}
      />
    </div>
  );
}

function Counts({ sync }: { sync: ConnectionSync }): ReactNode {
  const { t } = useTranslation('sync');
  const { locale } = useFirmFormat();
  const { inStep, waiting, differ, stopped } = sync.sheets;
  const rows = [
    { word: 'countInStep', count: inStep },
    { word: 'countWaiting', count: waiting },
    { word: 'countDiffer', count: differ },
    { word: 'countStopped', count: stopped },
  ] as const;
  return (
    <dl className="connection-sync__counts">
      {rows.map(({ word, count }) => (
        <div key={word}>
          <dt>{t(word)}</dt>
          <dd className="figures">{count.toLocaleString(locale)}</dd>
        </div>
      ))}
    </dl>
  );
}
