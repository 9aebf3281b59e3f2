import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { noun } from './client-to-dos.tsx';

/** Asks one person of the matter to do something, perhaps by a day. */
export function AskDialog(props: {
  matterId: string;
  people: readonly { portalUserId: string; name: string }[];
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('to-dos');
  const client = useQueryClient();
  const { matterId, people, onClose } = props;
  const [only] = people.length === 1 ? people : [];
  const form = useFields({ portalUserId: only?.portalUserId ?? '', title: '', dueOn: '' }, (values) => ({
    ...(values.portalUserId === '' ? { portalUserId: t('whoNeeded') } : {}),
    ...(values.title.trim() === '' ? { title: t('whatNeeded') } : {}),
  }));
  const saving = useSaving(
    form,
    ({ portalUserId, title, dueOn }) =>
      api('POST /api/v1/matters/:matterId/to-dos', {
        params: { matterId },
        body: { portalUserId, title, dueOn: dueOn === '' ? null : dueOn },
      }),
    ({ title }) => {
      void client.invalidateQueries({ queryKey: [noun] });
      showDone(t('asked', { title }));
      onClose();
    },
  );
  return (
    <FormDialog title={t('ask')} saveLabel={t('save')} saving={saving} onClose={onClose} size={480}>
      <p className="quiet">{t('askAbout')}</p>
      <Select
        label={t('who')}
        withAsterisk
        allowDeselect={false}
        data={people.map(({ portalUserId, name }) => ({ value: portalUserId, label: name }))}
        comboboxProps={{ withinPortal: true }}
        {...form.getInputProps('portalUserId')}
      />
      <TextInput
        label={t('what')}
        withAsterisk
        maxLength={200}
        data-autofocus
        {...form.getInputProps('title')}
      />
      <TextInput type="date" label={t('due')} {...form.getInputProps('dueOn')} />
    </FormDialog>
  );
}
