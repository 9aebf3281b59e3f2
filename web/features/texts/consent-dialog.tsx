import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatPhone } from '../../ui/phone-format.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { useReadAgain } from './queries.ts';

/** What the person said about texts, and how: it is kept with name and time. */
export function ConsentDialog(props: {
  contactId: string;
  number: string;
  change: 'in' | 'out';
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('texts');
  const { country } = useFirmFormat();
  const readAgain = useReadAgain();
  const { contactId, number, change, onClose } = props;
  const form = useFields({ basis: '' }, ({ basis }) => ({
    ...(basis.trim() === '' ? { basis: t('sayHow') } : {}),
  }));
  const saving = useSaving(
    form,
    ({ basis }) =>
      api('POST /api/v1/contacts/:id/text-consents', {
        params: { id: contactId },
        body: { number, change, basis: basis.trim() },
      }),
    () => {
      void readAgain();
      showDone(t(`noted_${change}`));
      onClose();
    },
  );
  return (
    <FormDialog
      title={t(`asked_${change}`, { number: formatPhone(number, country) })}
      saveLabel={t('note')}
      saving={saving}
      onClose={onClose}
      size={480}
    >
      <Textarea
        label={t('how')}
        description={t(`how_${change}`)}
        autosize
        minRows={2}
        maxLength={1000}
        data-autofocus
        {...form.getInputProps('basis')}
      />
    </FormDialog>
  );
}
