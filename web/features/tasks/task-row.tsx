import { IconCheck, IconFlag, IconPhone } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shortName } from '../activity/interaction.ts';
import { dueOf } from '../matters/day.ts';
import { Day, useToday } from '../matters/day-words.tsx';
import { firstWords } from '../matters/first-words.ts';
import type { Task } from './task-queries.ts';

/** One task: a ring to tick, what is to be done, for which matter, by whom and when. */
export function TaskRow(props: {
  task: Task;
  /** On a matter's own page its name says nothing. */
  withoutMatter?: boolean;
  onToggle: (task: Task) => void;
}): ReactNode {
  const { task, onToggle } = props;
  const { t } = useTranslation('tasks');
  const done = task.status === 'completed';
  return (
    <>
      {/* The row is the one stop for the keyboard, where `x` does the same; the ring is for the pointer. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the listbox's `x` key is the way without a pointer */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the listbox's `x` key is the way without a pointer */}
      <span
        className="task-tick"
        data-done={done || undefined}
        title={t(done ? 'reopen' : 'complete')}
        onClick={(event) => {
          event.stopPropagation();
          onToggle(task);
        }}
      >
        <span className="task-tick__ring">{done && <IconCheck size={12} stroke={3} aria-hidden />}</span>
      </span>
      <span className="task-row" data-done={done || undefined}>
        <span className="task-row__line">
          <span className="task-row__subject">
            {task.priority === 'high' && (
              <span className="task-row__flag" title={t('high')}>
                <IconFlag size={14} stroke={2} aria-hidden />
                <span className="visually-hidden">{t('high')}</span>
              </span>
            )}
            {task.logEntryId !== null && (
              <IconPhone size={14} stroke={1.75} className="task-row__sign" aria-label={t('fromCall')} />
            )}
            <span className="task-row__cut">{task.subject}</span>
          </span>
          <DueWord task={task} inList />
        </span>
        <span className="task-row__line task-row__quiet">
          <span className="task-row__cut">
            {props.withoutMatter
              ? (task.contactName ?? firstWords(task.description))
              : (task.matterTitle ?? task.contactName ?? t('noMatter'))}
          </span>
          <span className="task-row__side">{shortName(task.assigneeName) ?? t('nobody')}</span>
        </span>
      </span>
      {done && <span className="visually-hidden">{t('isCompleted')}</span>}
    </>
  );
}

/** When it is due: overdue and today stand out. */
export function DueWord(props: { task: Pick<Task, 'dueOn' | 'status'>; inList?: boolean }): ReactNode {
  const { task } = props;
  const { t } = useTranslation('tasks');
  const due = dueOf(task.dueOn, useToday());
  if (task.dueOn === null) return null;
  const late = task.status === 'open' && due === 'overdue';
  const soon = task.status === 'open' && due === 'today';
  return (
    <span className="task-due" data-late={late || undefined} data-soon={soon || undefined}>
      {late && <span className={props.inList ? 'visually-hidden' : undefined}>{t('overdue')} · </span>}
      {due === 'today' ? t('today') : due === 'tomorrow' ? t('tomorrow') : <Day day={task.dueOn} />}
    </span>
  );
}
