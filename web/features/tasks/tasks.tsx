import { Button } from '@mantine/core';
import { IconChecklist, IconClick, IconPlus } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Filter, FilterBar } from '../../ui/filter-bar.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { ListDetail } from '../../ui/list-detail.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { addDays } from '../matters/day.ts';
import { useToday } from '../matters/day-words.tsx';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { Views } from '../matters/views.tsx';
import { taskFilterNames, taskQueryOf } from './task-filters.ts';
import { TaskList } from './task-list.tsx';

const loadPage = () => import('./task-page.tsx');
const TaskPage = lazy(() => loadPage().then((module) => ({ default: module.TaskPage })));
const NewTask = lazy(() => import('./task-form.tsx').then((module) => ({ default: module.NewTask })));

/** What is to be done: the firm's tasks or one's own, the most urgent first; the chosen one beside them. */
export function Tasks(): ReactNode {
  const { t } = useTranslation('tasks');
  const { id: chosen }: { id?: string } = useParams({ strict: false });
  const [search] = useSearchState();
  const today = useToday();
  const query = useMemo(() => taskQueryOf(search, (days) => addDays(today, days)), [search, today]);
  const { open, close } = useOpening();
  useShortcuts([{ keys: 'n', label: t('newTask'), run: () => open('new') }]);
  return (
    <ListDetail
      detailLabel={t('task')}
      onClose={close}
      detail={
        chosen === undefined ? null : (
          <Suspense>
            {chosen === 'new' ? (
              <NewTask onClose={close} onMade={open} />
            ) : (
              <TaskPage key={chosen} id={chosen} onClose={close} />
            )}
          </Suspense>
        )
      }
      placeholder={
        <EmptyState icon={<IconClick size={24} stroke={1.5} />} title={t('chooseTitle')}>
          {t('chooseBody')}
        </EmptyState>
      }
      list={
        <>
          <PageHeader
            title={t('title')}
            actions={
              <Button leftSection={<IconPlus size={16} stroke={2} aria-hidden />} onClick={() => open('new')}>
                {t('newTask')}
              </Button>
            }
          >
            <Views area="tasks" names={taskFilterNames} builtIn={useBuiltInViews()} />
            <FilterBar filters={useFilters()} searchLabel={t('searchLabel')} />
          </PageHeader>
          <TaskList
            query={query}
            chosen={chosen}
            onChoose={open}
            empty={<NoTasks filtered={Object.keys(search).length > 0} onStart={() => open('new')} />}
          />
        </>
      }
    />
  );
}

/** The open task is part of the address; the filters stay with it. */
function useOpening(): { open: (id: string) => void; close: () => void } {
  const navigate = useNavigate();
  return useMemo(() => {
    const go = (to: string) => void navigate({ to, search: true, replace: true, resetScroll: false });
    return { open: (id) => go(`/tasks/${id}`), close: () => go(paths.tasks) };
  }, [navigate]);
}

function useBuiltInViews() {
  const { t } = useTranslation('tasks');
  return [
    { name: t('viewFirm'), query: {} },
    { name: t('viewMine'), query: { who: 'me' } },
    { name: t('viewDue'), query: { who: 'me', due: 'today' } },
    { name: t('viewDone'), query: { status: 'completed', sort: 'newest' } },
  ];
}

function useFilters(): Filter[] {
  const { t } = useTranslation('tasks');
  const staff = useStaffOptions();
  return [
    {
      name: 'who',
      label: t('assignee'),
      options: [{ value: 'me', label: t('me') }, { value: 'none', label: t('nobody') }, ...staff],
    },
    {
      name: 'due',
      label: t('due'),
      options: [
        { value: 'overdue', label: t('overdue') },
        { value: 'today', label: t('untilToday') },
        { value: 'week', label: t('untilWeek') },
      ],
    },
    {
      name: 'priority',
      label: t('priority'),
      options: (['high', 'normal', 'low'] as const).map((value) => ({ value, label: t(value) })),
    },
    {
      name: 'status',
      label: t('status'),
      options: [
        { value: 'open', label: t('open') },
        { value: 'completed', label: t('completed') },
        { value: 'removed', label: t('removed') },
      ],
    },
  ];
}

function NoTasks({ filtered, onStart }: { filtered: boolean; onStart: () => void }): ReactNode {
  const { t } = useTranslation('tasks');
  return (
    <EmptyState
      icon={<IconChecklist size={24} stroke={1.5} />}
      title={t(filtered ? 'nothingFits' : 'emptyTitle')}
      action={!filtered && <Button onClick={onStart}>{t('newTask')}</Button>}
    >
      {t(filtered ? 'nothingFitsBody' : 'emptyBody')}
    </EmptyState>
  );
}
