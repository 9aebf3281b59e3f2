import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import type { FileRequest } from './queries.ts';
import { sentWhen, WhenFields, type WhenValues } from './when-fields.tsx';

/** Changes when something that was asked for is needed, and how often it reminds. */
export function WhenDialog({ request, onClose }: { request: FileRequest; onClose: () => void }): ReactNode {
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const { id, title, dueOn, remindEvery, version } = request;
  const form = useFields<WhenValues>(
    { dueOn: dueOn ?? '', remindEvery: remindEvery === null ? '' : String(remindEvery) },
    () => ({}),
  );
  const saving = useSaving(
    form,
    (values) =>
      api('PATCH /api/v1/file-requests/:id', { params: { id }, body: { ...sentWhen(values), version } }),
    () => {
      for (const noun of ['file-requests', 'to-dos']) void client.invalidateQueries({ queryKey: [noun] });
      onClose();
    },
  );
  return (
    <FormDialog
      title={t('whenTitle', { title })}
      saveLabel={t('whenSave')}
      saving={saving}
      onClose={onClose}
      size={480}
    >
      <WhenFields
        dueOn={form.getInputProps('dueOn')}
        remindEvery={form.getInputProps('remindEvery')}
        days={form.values.remindEvery}
      />
    </FormDialog>
  );
}
