import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, Switch } from '@mantine/core';
import { IconChevronRight, IconPlus, IconReceipt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import './fee-scales.css';
import { type FeeScale, scalesQuery } from './queries.ts';
import { useCreateScale } from './use-create-scale.ts';
import { ScaleStates, VersionFacts } from './version-state.tsx';

const NameDialog = lazy(() => import('./name-dialog.tsx').then((module) => ({ default: module.NameDialog })));

/** The firm's fee scales: which one new quotes take, what is in force, what comes. */
export function FeeScalesPage(): ReactNode {
  const { t } = useTranslation('fee-scales');
  const mayChange = useMayDo('owner', 'administrator');
  const { data, error, refetch } = useQuery(scalesQuery);
  const [adding, setAdding] = useState(false);
  const scales = data?.items ?? [];
  return (
    <SettingsPage
      title={t('title')}
      subtitle={t('subtitle')}
      {...(mayChange &&
        scales.length > 0 && {
          actions: (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
              {t('add')}
            </Button>
          ),
        })}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ProgressLine label={t('title')} />}
      {data && (scales.length === 0 ? <Begin mayChange={mayChange} /> : <ScaleList scales={scales} />)}
      <Suspense>{adding && <NameDialog kind="new" onClose={() => setAdding(false)} />}</Suspense>
    </SettingsPage>
  );
}

function Begin({ mayChange }: { mayChange: boolean }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const create = useCreateScale();
  const begin = (from: 'usual' | 'empty') => create.mutate({ name: t('firstName'), from });
  return (
    <EmptyState
      icon={<IconReceipt size={24} stroke={1.5} />}
      title={t('emptyTitle')}
      {...(mayChange && {
        action: (
          <div className="settings-actions">
            <Button loading={create.isPending} onClick={() => begin('usual')}>
              {t('beginUsual')}
            </Button>
            <Button variant="default" disabled={create.isPending} onClick={() => begin('empty')}>
              {t('beginEmpty')}
            </Button>
          </div>
        ),
      })}
    >
      <p>{t('emptyBody')}</p>
      <p>{t(mayChange ? 'emptyPrices' : 'emptyAsk')}</p>
      {create.isError && <ProblemAlert error={create.error} dense />}
    </EmptyState>
  );
}

function ScaleList({ scales }: { scales: readonly FeeScale[] }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const [search, setSearch] = useSearchState();
  const all = search.archived === '1';
  const away = scales.filter(({ archived }) => archived).length;
  return (
    <>
      <ul className="fee-scales">
        {scales
          .filter(({ archived }) => all || !archived)
          .map((scale) => (
            <li key={scale.id}>
              <ScaleLine scale={scale} />
            </li>
          ))}
      </ul>
      {away > 0 && (
        <Switch
          label={t('showArchived', { count: away })}
          checked={all}
          onChange={({ currentTarget }) => setSearch({ archived: currentTarget.checked ? '1' : undefined })}
        />
      )}
    </>
  );
}

function ScaleLine({ scale }: { scale: FeeScale }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const now = scale.versions.find(({ state }) => state === 'in_force');
  return (
    <Link to={paths.feeScale} params={{ id: scale.id }} className="fee-scale">
      <span className="fee-scale__words">
        <span className="fee-scale__name">{scale.name}</span>
        <span className="fee-scale__states">
          <ScaleStates scale={scale} />
        </span>
        <span className="quiet">{now ? <VersionFacts version={now} /> : t('notInForce')}</span>
      </span>
      <IconChevronRight size={18} stroke={1.75} aria-hidden />
    </Link>
  );
}
