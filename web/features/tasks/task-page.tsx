import { Button } from '@mantine/core';
import { IconCheck, IconRotate2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { NewestUnlessWriting, type TellWriting } from '../matters/newest-unless-writing.tsx';
import { useRecordSaving } from '../matters/record-editor.tsx';
import { RecordForm } from '../matters/record-pane.tsx';
import { FromCall } from './from-call.tsx';
import { sentTask, TaskFields, type TaskValues, useTaskForm } from './task-form.tsx';
import { type Task, taskQuery, useTaskActions } from './task-queries.ts';
import { DueWord } from './task-row.tsx';
import './tasks.css';

/** One task: tick it, change it; one that a call made shows the call and takes a matter. */
export function TaskPage({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const { data, error, refetch } = useQuery(taskQuery(id));
  if (error && !data) {
    return (
      <div className="task-page__notice">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!data) return null;
  return <Page task={data} onClose={onClose} />;
}

function Page({ task, onClose }: { task: Task; onClose: () => void }): ReactNode {
  const { t } = useTranslation('tasks');
  const { toggle } = useTaskActions();
  const done = task.status === 'completed';
  return (
    <article className="task-page">
      <header className="task-page__head">
        <div>
          <h2 className="task-page__title">{task.subject}</h2>
          <p className="quiet">
            {done && <StateBadge state="logged">{t('isCompleted')}</StateBadge>} <DueWord task={task} />
          </p>
        </div>
        {task.removedAt === null && (
          <div className="task-page__actions">
            <Button
              variant={done ? 'default' : 'filled'}
              leftSection={
                done ? (
                  <IconRotate2 size={16} stroke={1.75} aria-hidden />
                ) : (
                  <IconCheck size={16} stroke={2} aria-hidden />
                )
              }
              onClick={() => void toggle(task)}
            >
              {t(done ? 'reopen' : 'complete')}
            </Button>
          </div>
        )}
      </header>
      {task.interactionId && <FromCall task={task} interactionId={task.interactionId} />}
      <NewestUnlessWriting
        latest={task}
        form={(shown, tellWriting) => <Form task={shown} tellWriting={tellWriting} onClose={onClose} />}
      />
    </article>
  );
}

function valuesOf(task: Task): TaskValues {
  const { matterId, matterTitle, contactId, contactName } = task;
  return {
    subject: task.subject,
    description: task.description,
    assigneeId: task.assigneeId,
    dueOn: task.dueOn ?? '',
    priority: task.priority,
    matter: matterId === null ? null : { value: matterId, label: matterTitle ?? '' },
    contact: contactId === null ? null : { value: contactId, label: contactName ?? '' },
  };
}

function Form(props: { task: Task; tellWriting: TellWriting; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['tasks', 'matters']);
  const { remove, restore } = useTaskActions();
  const { task } = props;
  const form = useTaskForm(valuesOf(task));
  const gone = task.removedAt !== null;
  const { saving, dirty } = useRecordSaving(
    'tasks',
    form,
    (values) =>
      api('PATCH /api/v1/tasks/:id', {
        params: { id: task.id },
        body: { ...sentTask(values), version: task.version },
      }),
    props.tellWriting,
  );
  return (
    <RecordForm
      saving={saving}
      canSave={dirty && !gone}
      actions={
        !dirty && (
          <Button
            variant={gone ? 'default' : 'subtle'}
            color="gray"
            onClick={() => void (gone ? restore(task) : remove(task, props.onClose))}
          >
            {gone ? t('matters:restore') : t('matters:remove')}
          </Button>
        )
      }
    >
      <TaskFields form={form} frozen={gone} />
    </RecordForm>
  );
}
