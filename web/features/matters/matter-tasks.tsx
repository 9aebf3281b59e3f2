import { Button } from '@mantine/core';
import { IconChecklist, IconPlus } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useShortcuts } from '../../ui/keyboard.ts';
import { useSearchState } from '../../ui/search-state.ts';
import { TaskList } from '../tasks/task-list.tsx';
import { useMatter } from './matter-queries.ts';
import './record-pane.css';
import './views.css';
import { RecordSplit, useChosen } from './record-split.tsx';

const TaskPage = lazy(() =>
  import('../tasks/task-page.tsx').then((module) => ({ default: module.TaskPage })),
);
const NewTask = lazy(() => import('../tasks/task-form.tsx').then((module) => ({ default: module.NewTask })));

/** What is to be done on the matter. */
export function MatterTasks(): ReactNode {
  const { t } = useTranslation(['tasks', 'matters']);
  const matter = useMatter();
  const [chosen, choose] = useChosen();
  const [search, setSearch] = useSearchState();
  const status = search.status === 'completed' ? 'completed' : 'open';
  const query = useMemo(() => ({ matterId: matter.id, status }) as const, [matter.id, status]);
  const close = () => choose(undefined);
  useShortcuts([{ keys: 'n', label: t('newTask'), run: () => choose('new') }]);
  return (
    <RecordSplit
      detailLabel={t('task')}
      onClose={close}
      detail={
        chosen === undefined ? null : (
          <Suspense>
            {chosen === 'new' ? (
              <NewTask matter={{ value: matter.id, label: matter.title }} onClose={close} onMade={choose} />
            ) : (
              <TaskPage key={chosen} id={chosen} onClose={close} />
            )}
          </Suspense>
        )
      }
      list={
        <div className="records">
          <div className="records__bar">
            <fieldset className="views views--plain" aria-label={t('status')}>
              {(['open', 'completed'] as const).map((one) => (
                <button
                  key={one}
                  type="button"
                  className="views__view"
                  aria-pressed={status === one}
                  onClick={() => setSearch({ status: one === 'open' ? undefined : one })}
                >
                  {t(one)}
                </button>
              ))}
            </fieldset>
            <div className="records__actions">
              <Button
                size="xs"
                leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
                onClick={() => choose('new')}
              >
                {t('newTask')}
              </Button>
            </div>
          </div>
          <TaskList
            query={query}
            chosen={chosen}
            onChoose={choose}
            empty={
              <EmptyState
                icon={<IconChecklist size={24} stroke={1.5} />}
                title={t(status === 'open' ? 'matters:noTasks' : 'matters:noTasksDone')}
              />
            }
          />
        </div>
      }
    />
  );
}
