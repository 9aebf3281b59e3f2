import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { folderPath } from '../matters/folder-path.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { foldersQuery } from '../matters/record-queries.ts';
import { useFields } from '../matters/use-fields.ts';

/** A copy among the matter's documents, of the very same bytes; a second press says where the first one is. */
export function SaveDialog(props: {
  file: { id: string; name: string };
  matterId: string;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const { file, matterId, onClose } = props;
  const folders = useQuery(foldersQuery(matterId)).data?.items ?? [];
  const facts = useQuery({
    queryKey: ['files', file.id],
    queryFn: ({ signal }) => api('GET /api/v1/files/:id', { params: { id: file.id }, signal }),
  }).data;
  const form = useFields({ name: file.name, folderId: '' });
  const saving = useSaving(
    form,
    ({ name, folderId }) =>
      api('POST /api/v1/files/:id/save', {
        params: { id: file.id },
        body: {
          ...(name.trim() !== '' && { name: name.trim() }),
          folderId: folderId === '' ? null : folderId,
        },
      }),
    ({ name, already }) => {
      void client.invalidateQueries({ queryKey: ['documents'] });
      showDone(t(already ? 'savedBefore' : 'saved', { name }));
      onClose();
    },
  );
  const pathOf = (id: string) =>
    folderPath(folders, id)
      .map(({ name }) => name)
      .join(' / ');
  return (
    <FormDialog title={t('saveTitle')} saveLabel={t('save')} saving={saving} onClose={onClose} size={480}>
      <TextInput label={t('saveAs')} maxLength={255} data-autofocus {...form.getInputProps('name')} />
      <Select
        label={t('folder')}
        placeholder={t('noFolder')}
        clearable
        data={folders.map(({ id }) => ({ value: id, label: pathOf(id) }))}
        comboboxProps={{ withinPortal: true }}
        value={form.values.folderId || null}
        onChange={(id) => form.setFieldValue('folderId', id ?? '')}
      />
      {facts && <p className="quiet sharing__hash">SHA-256 {facts.sha256}</p>}
    </FormDialog>
  );
}
