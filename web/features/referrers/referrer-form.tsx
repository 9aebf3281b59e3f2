import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { MultiSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import { scalesQuery } from '../fee-scales/queries.ts';
import type { Choice } from '../matters/choice-field.tsx';
import { useEditing } from '../matters/editing.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import { noun, type Referrer, referrerQuery } from './queries.ts';

type Values = {
  name: string;
  company: Choice | null;
  phone: string;
  email: string;
  notes: string;
  feeScaleIds: string[];
};

function valuesOf(referrer: Referrer): Values {
  return {
    name: referrer.name,
    company: { value: referrer.contactId, label: referrer.contactName },
    phone: '',
    email: '',
    notes: referrer.notes,
    feeScaleIds: referrer.feeScales.map(({ id }) => id),
  };
}

function useReferrerForm(initial: Values): Fields<Values> {
  const { t } = useTranslation('referrers');
  return useFields(
    initial,
    ({ name }): Record<string, string> => (name.trim() === '' ? { name: t('nameNeeded') } : {}),
  );
}

export function NewReferrer(props: { onClose: () => void; onMade: (id: string) => void }): ReactNode {
  const { t } = useTranslation('referrers');
  const client = useQueryClient();
  const form = useReferrerForm({
    ...{ name: '', company: null, phone: '', email: '', notes: '', feeScaleIds: [] },
  });
  const saving = useSaving(
    form,
    ({ company, ...values }) =>
      api('POST /api/v1/referrers', {
        body: { ...values, ...(company !== null && { contactId: company.value }) },
      }),
    (made) => {
      client.setQueryData(referrerQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: [noun] });
      props.onMade(made.id);
      showDone(t('added', { name: made.name }));
    },
  );
  const isNew = form.values.company === null;
  return (
    <FormDialog title={t('newReferrer')} saveLabel={t('addReferrer')} saving={saving} onClose={props.onClose}>
      <NameField form={form} />
      <CompanyField form={form} description={t('companyAbout')} />
      {isNew && (
        <div className="form-line">
          <TextInput type="tel" label={t('phone')} maxLength={300} {...form.getInputProps('phone')} />
          <TextInput type="email" label={t('email')} maxLength={254} {...form.getInputProps('email')} />
        </div>
      )}
      <Rest form={form} />
    </FormDialog>
  );
}

export function EditReferrer({ referrer, onClose }: { referrer: Referrer; onClose: () => void }): ReactNode {
  const { t } = useTranslation('referrers');
  const client = useQueryClient();
  const form = useReferrerForm(valuesOf(referrer));
  const params = { id: referrer.id };
  const saving = useEditing(form, referrer, {
    valuesOf,
    sentOf: ({ name, company, notes, feeScaleIds }) => ({
      ...{ name, notes, feeScaleIds },
      contactId: company?.value ?? referrer.contactId,
    }),
    read: () => client.fetchQuery({ ...referrerQuery(referrer.id), staleTime: 0 }),
    send: (body, version) => api('PATCH /api/v1/referrers/:id', { params, body: { ...body, version } }),
    onSaved: (saved) => {
      client.setQueryData(referrerQuery(referrer.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: [noun] });
      onClose();
    },
  });
  return (
    <FormDialog title={t('editReferrer')} saveLabel={t('save')} saving={saving} onClose={onClose}>
      <NameField form={form} />
      <CompanyField form={form} description={t('companyKept')} />
      <Rest form={form} />
    </FormDialog>
  );
}

function NameField({ form }: { form: Fields<Values> }): ReactNode {
  const { t } = useTranslation('referrers');
  return <TextInput label={t('name')} data-autofocus maxLength={200} {...form.getInputProps('name')} />;
}

function CompanyField({ form, description }: { form: Fields<Values>; description: string }): ReactNode {
  const { t } = useTranslation('referrers');
  return (
    <ContactPicker
      label={t('company')}
      description={description}
      value={form.values.company}
      onChange={(company) => form.setFieldValue('company', company)}
      error={form.errors.contactId}
    />
  );
}

function Rest({ form }: { form: Fields<Values> }): ReactNode {
  const { t } = useTranslation('referrers');
  const scales = useQuery(scalesQuery).data?.items ?? [];
  return (
    <>
      <MultiSelect
        label={t('feeScales')}
        description={t('feeScalesAbout')}
        data={scales
          .filter(({ id, archived }) => !archived || form.values.feeScaleIds.includes(id))
          .map(({ id, name }) => ({ value: id, label: name }))}
        value={form.values.feeScaleIds}
        onChange={(ids) => form.setFieldValue('feeScaleIds', ids)}
        error={form.errors.feeScaleIds}
        comboboxProps={{ withinPortal: true }}
      />
      <Textarea label={t('notes')} rows={3} maxLength={20_000} {...form.getInputProps('notes')} />
    </>
  );
}
