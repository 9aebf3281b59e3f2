import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';

/** An owner lets a file go that nobody could look inside; the reason is kept in the audit log. */
export function ReleaseDialog(props: {
  name: string;
  release: (reason: string) => Promise<unknown>;
  onReleased: () => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const { name, release, onReleased, onClose } = props;
  const form = useFields(
    { reason: '' },
    ({ reason }): Record<string, string> =>
      reason.trim().length < 3 ? { reason: t('releaseReasonNeeded') } : {},
  );
  const saving = useSaving(
    form,
    ({ reason }) => release(reason.trim()),
    () => {
      onReleased();
      showDone(t('released', { name }));
      onClose();
    },
  );
  return (
    <FormDialog
      title={t('releaseTitle', { name })}
      saveLabel={t('releaseIt')}
      saving={saving}
      onClose={onClose}
      size={480}
    >
      <Textarea
        label={t('releaseReason')}
        description={t('releaseReasonHint')}
        withAsterisk
        autosize
        minRows={3}
        maxLength={500}
        data-autofocus
        {...form.getInputProps('reason')}
      />
    </FormDialog>
  );
}
