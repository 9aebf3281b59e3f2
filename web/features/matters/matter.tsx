import { Button } from '@mantine/core';
import { IconArrowLeft, IconChevronDown, IconLockQuestion, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import { Fragment, lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { KeptIn } from '../contacts/kept-in.tsx';
import { caseQuery } from '../onboarding/queries.ts';
import { ResyncButton } from '../sync/resync.tsx';
import { matterAddress } from './matter-links.ts';
import {
  type Matter as MatterRecord,
  matterQuery,
  useChangeMatter,
  useMatterId,
  useOverview,
} from './matter-queries.ts';
import { MatterStatus, WallSign } from './matter-row.tsx';
import './matters.css';
import './matter.css';
import { StageTrack } from './stage-track.tsx';

const EditMatter = lazy(() => import('./matter-form.tsx').then((module) => ({ default: module.EditMatter })));

/** One matter: what it is and where it stands; below, the tab that the address names. */
export function Matter(): ReactNode {
  const { t } = useTranslation('matters');
  const id = useMatterId();
  const { data, error, refetch } = useQuery(matterQuery(id));
  if (data) return <MatterPage key={id} matter={data} />;
  if (error instanceof ApiProblem && error.status === 404) {
    return (
      <EmptyState
        icon={<IconLockQuestion size={24} stroke={1.5} />}
        title={t('noSuchMatter')}
        action={<Link to={paths.matters}>{t('toMatters')}</Link>}
      >
        {t('noSuchMatterBody')}
      </EmptyState>
    );
  }
  if (error) {
    return (
      <div className="matter__notice">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  return (
    <p className="visually-hidden" role="status">
      {t('loading')}
    </p>
  );
}

function MatterPage({ matter }: { matter: MatterRecord }): ReactNode {
  const { t } = useTranslation('matters');
  const [editing, setEditing] = useState(false);
  return (
    <div className="matter">
      <Link to={paths.matters} className="matter__back">
        <IconArrowLeft size={14} stroke={2} aria-hidden /> {t('title')}
      </Link>
      <PageHeader
        title={matter.title}
        badge={
          <>
            {matter.restricted && <WallSign />}
            {matter.keptIn === null ? (
              <StatusMenu matter={matter} />
            ) : (
              <MatterStatus status={matter.status} />
            )}
          </>
        }
        subtitle={<Subtitle matter={matter} />}
        actions={
          matter.keptIn !== null ? (
            <>
              <KeptIn keptIn={matter.keptIn} />
              <ResyncButton of={{ matterId: matter.id }} />
            </>
          ) : (
            <Button
              variant="default"
              leftSection={<IconPencil size={16} stroke={1.75} aria-hidden />}
              onClick={() => setEditing(true)}
            >
              {t('edit')}
            </Button>
          )
        }
      >
        <StageTrack matter={matter} />
      </PageHeader>
      <Tabs id={matter.id} />
      <div className="matter__page">
        <Suspense>
          <Outlet />
        </Suspense>
      </div>
      <Suspense>{editing && <EditMatter matter={matter} onClose={() => setEditing(false)} />}</Suspense>
    </div>
  );
}

function Subtitle({ matter }: { matter: MatterRecord }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <span className="matter__subtitle">
      <span className="figures">{matter.number}</span>
      {matter.clients.map((client) => (
        <Link key={client.contactId} to={`/contacts/${client.contactId}`}>
          {client.displayName}
        </Link>
      ))}
      {matter.matterTypeName && <span>{matter.matterTypeName}</span>}
      <span>{matter.personResponsibleName ?? t('nobodyResponsible')}</span>
    </span>
  );
}

function StatusMenu({ matter }: { matter: MatterRecord }): ReactNode {
  const { t } = useTranslation('matters');
  const change = useChangeMatter();
  async function set(status: MatterRecord['status']): Promise<void> {
    if (status === matter.status) return;
    const before = { status: matter.status, closedOn: matter.closedOn };
    if (!(await change(matter, { status }, { status }))) return;
    showDone(t('statusSet', { status: t(words[status]) }), () => change(matter, before, before));
  }
  const words = { open: 'statusOpen', pending: 'statusPending', closed: 'statusClosed' } as const;
  return (
    <MenuButton
      className="matter__status"
      entries={(['open', 'pending', 'closed'] as const).map((status) => ({
        kind: 'item',
        label: t(words[status]),
        checked: status === matter.status,
        onChoose: () => void set(status),
      }))}
    >
      <MatterStatus status={matter.status} />
      <IconChevronDown size={12} stroke={2} aria-hidden />
    </MenuButton>
  );
}

const tabs = [
  { tab: undefined, word: 'tabOverview', count: undefined },
  { tab: 'completion', word: 'tabCompletion', count: undefined },
  { tab: 'fees', word: 'tabFees', count: 'fees' },
  { tab: 'costs', word: 'tabCosts', count: 'costRecoveries' },
  { tab: 'tasks', word: 'tabTasks', count: 'openTasks' },
  { tab: 'memos', word: 'tabMemos', count: 'memos' },
  { tab: 'documents', word: 'tabDocuments', count: 'documents' },
  { tab: 'calendar', word: 'tabCalendar', count: undefined },
  { tab: 'calls', word: 'tabCalls', count: 'interactions' },
  { tab: 'conversations', word: 'tabConversations', count: undefined },
  { tab: 'sharing', word: 'tabSharing', count: undefined },
  { tab: 'history', word: 'tabHistory', count: undefined },
] as const;

function Tabs({ id }: { id: string }): ReactNode {
  const { t } = useTranslation('matters');
  const counts = useOverview(id);
  const provider = useProvider(id);
  return (
    <nav className="matter-tabs" aria-label={t('tabs')}>
      {tabs.map(({ tab, word, count }) => (
        <Fragment key={word}>
          {tab === 'history' && provider && (
            <Tab to={matterAddress(id, 'onboarding')} number={provider.waiting}>
              {provider.label}
            </Tab>
          )}
          <Tab to={matterAddress(id, tab)} number={count === undefined ? 0 : (counts?.[count] ?? 0)}>
            {t(word)}
          </Tab>
        </Fragment>
      ))}
    </nav>
  );
}

function Tab(props: { to: string; number: number; children: ReactNode }): ReactNode {
  return (
    <Link to={props.to} className="matter-tab" activeOptions={{ exact: true, includeSearch: false }}>
      {props.children}
      {props.number > 0 && <span className="matter-tab__count figures">{props.number}</span>}
    </Link>
  );
}

/** The onboarding service whose tab the matter has: the one that is connected, or that was; undefined: none. */
function useProvider(matterId: string): { label: string; waiting: number } | undefined {
  const { data } = useQuery(caseQuery({ matterId }));
  const label = data?.provider?.label ?? data?.workspaces[0]?.label;
  if (!data || label === undefined) return undefined;
  return { label, waiting: data.workspaces.reduce((sum, { decisionsNeeded }) => sum + decisionsNeeded, 0) };
}
