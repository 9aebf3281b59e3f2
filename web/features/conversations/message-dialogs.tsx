import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { ConfirmDialog } from '../matters/confirm-dialog.tsx';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import type { MessageAct } from './message-menu.tsx';
import { isHere } from './people.ts';
import { type Message, threadKey } from './queries.ts';
import { useThread } from './thread-context.ts';

type Props = { message: Message; onClose: () => void };

export function MessageDialog({ act, ...props }: Props & { act: MessageAct }): ReactNode {
  if (act === 'task') return <TaskDialog {...props} />;
  if (act === 'edit') return <EditDialog {...props} />;
  if (act === 'withdraw') return <WithdrawDialog {...props} />;
  return <LooksDialog {...props} />;
}

const subjectLength = 200;

function TaskDialog({ message, onClose }: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const { staff: me } = useMe();
  const staff = useStaffOptions();
  const client = useQueryClient();
  const first = message.body.trim().split('\n')[0] ?? '';
  const form = useFields(
    { subject: first.slice(0, subjectLength), assigneeId: me.id, dueOn: '' },
    ({ subject }): Record<string, string> => (subject.trim() === '' ? { subject: t('subjectNeeded') } : {}),
  );
  const saving = useSaving(
    form,
    ({ subject, assigneeId, dueOn }) =>
      api('POST /api/v1/conversations/:id/messages/:seq/task', {
        params: { id: conversation.id, seq: message.seq },
        body: { subject, assigneeId, dueOn: dueOn === '' ? null : dueOn },
      }),
    (task) => {
      onClose();
      void client.invalidateQueries({ queryKey: ['tasks'] });
      showDone(
        <>
          {t('taskMade')} · <Link to={`${paths.tasks}/${task.id}`}>{t('taskOpen')}</Link>
        </>,
      );
    },
  );
  return (
    <FormDialog title={t('taskTitle')} saveLabel={t('taskMake')} saving={saving} onClose={onClose} size={480}>
      <TextInput
        label={t('taskSubject')}
        description={t('taskAbout')}
        maxLength={300}
        data-autofocus
        {...form.getInputProps('subject')}
      />
      <div className="form-line">
        <Select label={t('taskAssignee')} data={staff} searchable {...form.getInputProps('assigneeId')} />
        <TextInput type="date" label={t('taskDue')} {...form.getInputProps('dueOn')} />
      </div>
    </FormDialog>
  );
}

function EditDialog({ message, onClose }: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const client = useQueryClient();
  const form = useFields(
    { body: message.body },
    ({ body }): Record<string, string> => (body.trim() === '' ? { body: t('editEmpty') } : {}),
  );
  const saving = useSaving(
    form,
    ({ body }) =>
      api('PATCH /api/v1/conversations/:id/messages/:seq', {
        params: { id: conversation.id, seq: message.seq },
        body: { body },
      }),
    () => {
      onClose();
      void client.invalidateQueries({ queryKey: threadKey(conversation.id) });
    },
  );
  return (
    <FormDialog title={t('editTitle')} saveLabel={t('save')} saving={saving} onClose={onClose}>
      <Textarea
        label={t('editTitle')}
        description={t('editAbout')}
        rows={8}
        maxLength={20_000}
        data-autofocus
        {...form.getInputProps('body')}
      />
    </FormDialog>
  );
}

function WithdrawDialog({ message, onClose }: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const client = useQueryClient();
  async function withdraw(): Promise<void> {
    try {
      await api('DELETE /api/v1/conversations/:id/messages/:seq', {
        params: { id: conversation.id, seq: message.seq },
      });
      showDone(t('withdrawnNow'));
    } catch (error) {
      showProblem(error);
    }
    onClose();
    await client.invalidateQueries({ queryKey: threadKey(conversation.id) });
  }
  return (
    <ConfirmDialog
      title={t('withdrawTitle')}
      confirm={t('withdrawConfirm')}
      onConfirm={withdraw}
      onClose={onClose}
    >
      <p>{t('withdrawAbout')}</p>
      <blockquote className="confirm__words">{message.body}</blockquote>
    </ConfirmDialog>
  );
}

/** Who has looked at it and when, and who of those here has not. */
function LooksDialog({ message, onClose }: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const params = { id: conversation.id, seq: message.seq };
  const { data, error, refetch } = useQuery({
    queryKey: ['conversation', conversation.id, 'looks', message.seq],
    queryFn: ({ signal }) => api('GET /api/v1/conversations/:id/messages/:seq/looks', { params, signal }),
  });
  const looks = data?.items.filter(({ id }) => id !== message.author.id) ?? [];
  const have = new Set(data?.items.map(({ id }) => id));
  const missing = conversation.participants.filter(
    (one) => isHere(one) && !have.has(one.id) && one.id !== message.author.id && one.fromSeq <= message.seq,
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('looksTitle')}
      size={420}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} dense />}
      {data && looks.length === 0 && <p className="quiet">{t('nobodyRead')}</p>}
      <ul className="looks">
        {looks.map((look) => (
          <li key={look.id}>
            <span>
              {look.name}
              {look.who === 'external' && <span className="message-group__tag">{t('outside')}</span>}
            </span>
            <RelativeTime at={look.at} />
          </li>
        ))}
      </ul>
      {data && missing.length > 0 && (
        <p className="quiet">{t('notYet', { names: missing.map(({ name }) => name).join(', ') })}</p>
      )}
    </Modal>
  );
}
