import { IconChevronRight, IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { ConnectForm } from './connect-form.tsx';
import './connections.css';
import { practiceSystemsQuery } from './queries.ts';

/** Connecting in two steps: which one, and its keys; the third is the vendor's own page. */
export function NewConnectionPage(): ReactNode {
  const { t } = useTranslation('connections');
  const [search, setSearch] = useSearchState();
  const systems = useQuery(practiceSystemsQuery);
  const chosen = systems.data?.items.find(({ kind }) => kind === search.vendor);
  const list = { to: paths.connections, label: t('title') };
  return (
    <SettingsPage
      title={chosen?.label ?? t('newTitle')}
      under={chosen ? [list, { to: paths.newConnection, label: t('add') }] : [list]}
      roles={['owner', 'administrator']}
    >
      {systems.isError && <ProblemAlert error={systems.error} onRetry={() => void systems.refetch()} />}
      {systems.isPending && <ProgressLine label={t('newTitle')} />}
      {chosen ? (
        <ConnectForm
          key={chosen.kind}
          system={chosen}
          onOther={() => setSearch({ vendor: undefined }, { push: true })}
        />
      ) : (
        systems.isSuccess && (
          <>
            <h2 className="connection-question">{t('chooseVendor')}</h2>
            <ul className="connection-kinds">
              {systems.data.items.map(({ kind, label, regions }) => (
                <li key={kind}>
                  <button
                    type="button"
                    className="connection-kind"
                    onClick={() => setSearch({ vendor: kind }, { push: true })}
                  >
                    <IconPlugConnected size={20} stroke={1.6} aria-hidden />
                    <span className="connection-kind__words">
                      <span className="connection-kind__name">{label}</span>
                      <span className="quiet">{regions.map((region) => region.label).join(' · ')}</span>
                    </span>
                    <IconChevronRight size={18} stroke={1.75} aria-hidden />
                  </button>
                </li>
              ))}
            </ul>
          </>
        )
      )}
    </SettingsPage>
  );
}
