import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { ConfirmDialog } from '../matters/confirm-dialog.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { threadKey } from './queries.ts';
import { useThread } from './thread-context.ts';
import { useKeepConversation, useThreadActs } from './use-thread-acts.ts';

export type ThreadAct = 'rename' | 'end' | 'hold';

type Props = { onClose: () => void };

export function ThreadDialog({ act, ...props }: Props & { act: ThreadAct }): ReactNode {
  if (act === 'rename') return <RenameDialog {...props} />;
  if (act === 'hold') return <HoldDialog {...props} />;
  return <EndDialog {...props} />;
}

function RenameDialog({ onClose }: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const client = useQueryClient();
  const keep = useKeepConversation();
  const channel = conversation.kind === 'channel';
  const form = useFields(
    { title: conversation.title },
    ({ title }): Record<string, string> =>
      channel && title.trim() === '' ? { title: t('channelNameNeeded') } : {},
  );
  const saving = useSaving(
    form,
    ({ title }) =>
      api('PATCH /api/v1/conversations/:id', {
        params: { id: conversation.id },
        body: { title, version: conversation.version },
      }),
    (after) => {
      onClose();
      keep(after);
      showDone(t('renamed'));
      void client.invalidateQueries({ queryKey: threadKey(after.id) });
    },
  );
  return (
    <FormDialog title={t('renameTitle')} saveLabel={t('save')} saving={saving} onClose={onClose} size={440}>
      <TextInput
        label={t('name')}
        {...(conversation.kind === 'external' && { description: t('nameAbout') })}
        maxLength={200}
        data-autofocus
        {...form.getInputProps('title')}
      />
    </FormDialog>
  );
}

function HoldDialog({ onClose }: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const keep = useKeepConversation();
  const form = useFields(
    { reason: '' },
    ({ reason }): Record<string, string> => (reason.trim() === '' ? { reason: t('holdReasonNeeded') } : {}),
  );
  const saving = useSaving(
    form,
    ({ reason }) =>
      api('PUT /api/v1/conversations/:id/hold', { params: { id: conversation.id }, body: { reason } }),
    (after) => {
      onClose();
      keep(after);
      showDone(t('heldNow'));
    },
  );
  return (
    <FormDialog
      title={t('holdTitle')}
      saveLabel={t('holdConfirm')}
      saving={saving}
      onClose={onClose}
      size={440}
    >
      <p>{t('holdAbout')}</p>
      <Textarea
        label={t('holdReason')}
        placeholder={t('holdReasonHint')}
        rows={3}
        maxLength={1000}
        data-autofocus
        {...form.getInputProps('reason')}
      />
    </FormDialog>
  );
}

/** What ending does is said in full before it is done: it cannot be taken back. */
function EndDialog({ onClose }: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const { end } = useThreadActs();
  return (
    <ConfirmDialog
      title={t('endTitle')}
      confirm={t('endConfirm')}
      onConfirm={() => end().then(onClose)}
      onClose={onClose}
    >
      <ul className="confirm__list">
        <li>{t('end1')}</li>
        <li>{t('end2')}</li>
        <li>{t('end3')}</li>
        <li>{t('end4')}</li>
      </ul>
    </ConfirmDialog>
  );
}
