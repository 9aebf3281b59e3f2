import '@mantine/core/styles/Input.layer.css';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import { accountKey, type Place } from './account-care.tsx';

const sources = ['known_before', 'in_person', 'first_papers', 'public_register'] as const;

type Values = {
  spokeTo: string;
  number: string;
  numberSource: (typeof sources)[number];
  calledAt: string;
  note: string;
};

/** Who rang whom, on which number, known from where, and when: what makes an account count as checked. */
export function CallBackDialog(props: {
  place: Place;
  changeId: string | null;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('completion');
  const client = useQueryClient();
  const form: Fields<Values> = useFields<Values>(
    { spokeTo: '', number: '', numberSource: 'known_before', calledAt: '', note: '' },
    ({ spokeTo, number }): Record<string, string> => ({
      ...(spokeTo.trim() === '' && { spokeTo: t('spokeToNeeded') }),
      ...(number.trim() === '' && { number: t('numberNeeded') }),
    }),
  );
  const saving = useSaving(
    form,
    ({ calledAt, ...values }) =>
      api('POST /api/v1/matters/:id/layouts/completion-details/accounts/:field/checks', {
        params: props.place,
        body: {
          ...values,
          changeId: props.changeId,
          ...(calledAt !== '' && { calledAt: new Date(calledAt).toISOString() }),
        },
      }),
    (after) => {
      client.setQueryData(accountKey(props.place), after);
      props.onClose();
    },
  );
  return (
    <FormDialog
      title={t('noteCall')}
      saveLabel={t('save')}
      saving={saving}
      onClose={props.onClose}
      size={480}
    >
      <p className="quiet">{t('callAbout')}</p>
      <TextInput label={t('spokeTo')} maxLength={200} {...form.getInputProps('spokeTo')} />
      <TextInput type="tel" label={t('calledNumber')} maxLength={50} {...form.getInputProps('number')} />
      <NativeSelect
        label={t('numberSource')}
        data={sources.map((value) => ({ value, label: t(`source_${value}`) }))}
        {...form.getInputProps('numberSource')}
      />
      <TextInput
        type="datetime-local"
        label={t('calledAt')}
        description={t('calledAtAbout')}
        {...form.getInputProps('calledAt')}
      />
      <Textarea label={t('callNote')} rows={2} maxLength={1000} {...form.getInputProps('note')} />
    </FormDialog>
  );
}
