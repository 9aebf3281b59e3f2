import { type InfiniteData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';
import type { Page } from '../../api/keyset-list.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';

export type Task = Answer<'GET /api/v1/tasks/:id'>;
export type TaskPatch = Api['PATCH /api/v1/tasks/:id']['body'];

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['tasks', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/tasks/:id', { params: { id }, signal }),
  });

export type TaskActions = {
  /** Completes or reopens, shown at once, with the way back. */
  toggle: (task: Task) => Promise<void>;
  remove: (task: Task, then?: () => void) => Promise<void>;
  restore: (task: Task) => Promise<void>;
  change: (task: Task, patch: TaskPatch, shown: Partial<Task>) => Promise<boolean>;
};

export function useTaskActions(): TaskActions {
  const { t } = useTranslation('tasks');
  const client = useQueryClient();

  /** Shows a change everywhere before the server has said yes. */
  function show(id: string, change: Partial<Task>): void {
    client.setQueryData(taskQuery(id).queryKey, (now) => now && { ...now, ...change });
    client.setQueriesData<InfiniteData<Page<Task>>>(
      { queryKey: ['tasks', 'list'] },
      (list) =>
        list && {
          ...list,
          pages: list.pages.map((page) => ({
            ...page,
            items: page.items.map((task) => (task.id === id ? { ...task, ...change } : task)),
          })),
        },
    );
  }
  async function fresh(): Promise<void> {
    await Promise.all([
      client.invalidateQueries({ queryKey: ['tasks'] }),
      client.invalidateQueries({ queryKey: ['matters', 'overview'] }),
    ]);
  }
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    await client.cancelQueries({ queryKey: ['tasks'] });
    try {
      await work();
      return true;
    } catch (error) {
      showProblem(error);
      return false;
    } finally {
      void fresh();
    }
  }
  const complete = (id: string) => api('POST /api/v1/tasks/:id/complete', { params: { id } });
  const reopen = (id: string) => api('POST /api/v1/tasks/:id/reopen', { params: { id } });
  return {
    async toggle(task) {
      const completes = task.status === 'open';
      show(task.id, { status: completes ? 'completed' : 'open' });
      const [there, back] = completes ? [complete, reopen] : [reopen, complete];
      if (!(await attempt(() => there(task.id)))) return;
      showDone(t(completes ? 'completedNow' : 'reopenedNow', { subject: task.subject }), () =>
        back(task.id).then(fresh),
      );
    },
    async remove(task, then) {
      const params = { id: task.id };
      if (!(await attempt(() => api('DELETE /api/v1/tasks/:id', { params })))) return;
      then?.();
      showDone(t('removedNow', { subject: task.subject }), () =>
        api('POST /api/v1/tasks/:id/restore', { params }).then(fresh),
      );
    },
    async restore(task) {
      const done = await attempt(() => api('POST /api/v1/tasks/:id/restore', { params: { id: task.id } }));
      if (done) showDone(t('restoredNow'));
    },
    async change(task, patch, shown) {
      show(task.id, shown);
      return attempt(() => api('PATCH /api/v1/tasks/:id', { params: { id: task.id }, body: patch }));
    },
  };
}
