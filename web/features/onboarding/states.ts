/** How a task, client or order looks. Pure. */
import type { State } from '../../ui/state-badge.tsx';
import type { Order, Task, Workspace } from './queries.ts';

type TaskWord =
  | `standing_${Exclude<Task['standing'], 'open' | 'done'>}`
  | `status_${Task['status']}`
  | 'passed'
  | 'awaitingResult';

/** What holds of a task in one word: a person's decision before the result, the result before the status. */
export function lookOf({ standing, status, result }: Pick<Task, 'standing' | 'status' | 'result'>): {
  state: State;
  word: TaskWord;
} {
  switch (standing) {
    case 'needs_decision':
      return { state: 'needsPerson', word: 'standing_needs_decision' };
    case 'accepted':
      return { state: 'logged', word: 'standing_accepted' };
    case 'rejected':
      return { state: 'failed', word: 'standing_rejected' };
    case 'done':
      return { state: 'logged', word: result === 'pass' ? 'passed' : 'status_complete' };
    case 'open':
      return status === 'complete'
        ? { state: 'working', word: 'awaitingResult' }
        : { state: openLooks[status], word: `status_${status}` };
  }
}

const openLooks: Readonly<Record<Exclude<Task['status'], 'complete'>, State>> = {
  not_sent: 'waiting',
  sent: 'waiting',
  in_progress: 'working',
  expired: 'failed',
  failed: 'failed',
};

export const clientLooks: Readonly<Record<Workspace['clients'][number]['stage'], State>> = {
  not_invited: 'waiting',
  invited: 'waiting',
  opened: 'working',
  completed: 'logged',
};

export const orderLooks: Readonly<Record<Order['status'], State>> = {
  ordered: 'waiting',
  returned: 'logged',
  cancelled: 'skipped',
  failed: 'failed',
};

/** How far: finished tasks of all. */
export function progressOf({ tasks }: { tasks: readonly Pick<Task, 'standing'>[] }): {
  done: number;
  all: number;
} {
  const done = tasks.filter(({ standing }) => standing === 'done' || standing === 'accepted').length;
  return { done, all: tasks.length };
}
