import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useShortcuts } from '../../ui/keyboard.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { dueOf } from '../matters/day.ts';
import { useToday } from '../matters/day-words.tsx';
import type { TaskQuery } from './task-filters.ts';
import { type Task, taskQuery, useTaskActions } from './task-queries.ts';
import { TaskRow } from './task-row.tsx';
import './tasks.css';

const idOf = (task: Task) => task.id;

/** Tasks under the headings of when they are due; `x` ticks the one the keyboard is on. */
export function TaskList(props: {
  query: TaskQuery & { matterId?: string };
  chosen: string | undefined;
  onChoose: (id: string) => void;
  empty: ReactNode;
}): ReactNode {
  const { t } = useTranslation('tasks');
  const client = useQueryClient();
  const today = useToday();
  const { toggle } = useTaskActions();
  const { query, chosen } = props;
  const list = useKeysetList({
    queryKey: ['tasks', 'list', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/tasks', { query: { ...query, ...(after !== undefined && { after }) }, signal }),
  });
  const byDue = query.sort !== 'newest' && query.status === 'open';
  const groupOf = useCallback((task: Task) => t(`due_${dueOf(task.dueOn, today)}`), [t, today]);
  useShortcuts([
    {
      keys: 'x',
      label: t('completeKey'),
      run: () => {
        const task =
          list.items.find(({ id }) => id === chosen) ??
          (chosen === undefined ? undefined : client.getQueryData(taskQuery(chosen).queryKey));
        if (task) void toggle(task);
      },
    },
  ]);
  return (
    <VirtualList
      label={t('title')}
      list={list}
      idOf={idOf}
      row={(task) => (
        <TaskRow
          task={task}
          withoutMatter={query.matterId !== undefined}
          onToggle={(one) => void toggle(one)}
        />
      )}
      rowHeight={60}
      {...(byDue && { groupOf })}
      activeId={chosen}
      onActive={props.onChoose}
      onOpen={props.onChoose}
      empty={props.empty}
      main
    />
  );
}
