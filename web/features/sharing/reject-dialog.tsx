import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import type { Slot } from './queries.ts';

/** The client reads the reason, and sends it again. Of several files one may be wrong, and the others stay. */
export function RejectDialog(props: {
  slot: Pick<Slot, 'id' | 'name' | 'files'>;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const { id, name } = props.slot;
  const files = props.slot.files.filter(({ fileState }) => fileState !== 'rejected');
  const form = useFields(
    { reason: '', fileIds: files.map((file) => file.id) },
    ({ reason, fileIds }): Record<string, string> => ({
      ...(reason.trim() === '' && { reason: t('reasonNeeded') }),
      ...(fileIds.length === 0 && { fileIds: t('rejectNeeded') }),
    }),
  );
  const saving = useSaving(
    form,
    ({ reason, fileIds }) =>
      api('POST /api/v1/request-slots/:id/decide', {
        params: { id },
        body: { event: 'reject', reason, ...(fileIds.length < files.length && { fileIds }) },
      }),
    () => {
      void client.invalidateQueries({ queryKey: ['file-requests'] });
      props.onClose();
    },
  );
  return (
    <FormDialog
      title={t('rejectTitle', { name })}
      saveLabel={t('reject')}
      saving={saving}
      onClose={props.onClose}
      size={480}
    >
      {files.length > 1 && (
        <Checkbox.Group label={t('rejectWhich')} {...form.getInputProps('fileIds')}>
          <div className="reject-files">
            {files.map((file) => (
              <Checkbox key={file.id} value={file.id} label={<bdi>{file.name}</bdi>} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <Textarea
        label={t('reason')}
        description={t('reasonHint')}
        withAsterisk
        autosize
        minRows={3}
        maxLength={1000}
        data-autofocus
        {...form.getInputProps('reason')}
      />
    </FormDialog>
  );
}
