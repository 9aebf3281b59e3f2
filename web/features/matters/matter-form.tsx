import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import type { Choice } from './choice-field.tsx';
import { useToday } from './day-words.tsx';
import { useEditing } from './editing.ts';
import { useMatterTypeOptions, useStaffOptions } from './firm-lists.ts';
import { FormDialog, useSaving } from './form-frame.tsx';
import { type Matter, matterQuery } from './matter-queries.ts';
import { type Fields, useFields } from './use-fields.ts';

type Values = {
  title: string;
  number: string;
  matterTypeId: string | null;
  personResponsibleId: string | null;
  openedOn: string;
  description: string;
  client: Choice | null;
};

function useMatterForm(initialValues: Values): Fields<Values> {
  const { t } = useTranslation('matters');
  return useFields(initialValues, ({ title }) => (title.trim() === '' ? { title: t('titleNeeded') } : {}));
}

/** Opens a matter: a title is enough, the number is the firm's next. `of` stands there as its client. */
export function NewMatter(props: {
  of?: Choice | null;
  onClose: () => void;
  onMade: (id: string, title: string) => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const { staff } = useMe();
  const client = useQueryClient();
  const form = useMatterForm({
    title: '',
    number: '',
    matterTypeId: null,
    personResponsibleId: staff.id,
    openedOn: useToday(),
    description: '',
    client: props.of ?? null,
  });
  const saving = useSaving(
    form,
    (values) => api('POST /api/v1/matters', { body: newMatterOf(values) }),
    (made) => {
      client.setQueryData(matterQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['matters', 'list'] });
      showDone(t('matterOpened', { title: made.title, number: made.number }));
      props.onMade(made.id, made.title);
    },
  );
  return (
    <FormDialog title={t('newMatter')} saveLabel={t('openMatter')} saving={saving} onClose={props.onClose}>
      <MatterFields form={form} withClient />
    </FormDialog>
  );
}

function newMatterOf(values: Values) {
  const number = values.number.trim();
  return {
    title: values.title,
    ...(number !== '' && { number }),
    matterTypeId: values.matterTypeId,
    personResponsibleId: values.personResponsibleId,
    openedOn: values.openedOn === '' ? null : values.openedOn,
    description: values.description,
    ...(values.client && { parties: [{ contactId: values.client.value, role: 'Client', isClient: true }] }),
  };
}

function valuesOf(matter: Matter): Values {
  return {
    title: matter.title,
    number: matter.number,
    matterTypeId: matter.matterTypeId,
    personResponsibleId: matter.personResponsibleId,
    openedOn: matter.openedOn ?? '',
    description: matter.description,
    client: null,
  };
}

export function EditMatter({ matter, onClose }: { matter: Matter; onClose: () => void }): ReactNode {
  const { t } = useTranslation('matters');
  const client = useQueryClient();
  const form = useMatterForm(valuesOf(matter));
  const params = { id: matter.id };
  const saving = useEditing(form, matter, {
    valuesOf,
    sentOf: ({ client: _client, openedOn, ...values }) => ({
      ...values,
      openedOn: openedOn === '' ? null : openedOn,
    }),
    read: () => client.fetchQuery({ ...matterQuery(matter.id), staleTime: 0 }),
    send: (body, version) => api('PATCH /api/v1/matters/:id', { params, body: { ...body, version } }),
    onSaved: (saved) => {
      client.setQueryData(matterQuery(matter.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['matters', 'list'] });
      onClose();
    },
  });
  return (
    <FormDialog title={t('editMatter')} saveLabel={t('save')} saving={saving} onClose={onClose}>
      <MatterFields form={form} />
    </FormDialog>
  );
}

function MatterFields(props: { form: Fields<Values>; withClient?: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const { form } = props;
  const types = useMatterTypeOptions();
  const staff = useStaffOptions([form.values.personResponsibleId]);
  return (
    <>
      <TextInput
        label={t('matterTitle')}
        placeholder={t('matterTitleExample')}
        withAsterisk
        data-autofocus
        maxLength={300}
        {...form.getInputProps('title')}
      />
      {props.withClient && (
        <ContactPicker
          label={t('client')}
          description={t('clientLater')}
          value={form.values.client}
          onChange={(client) => form.setFieldValue('client', client)}
        />
      )}
      <div className="form-line">
        <Select label={t('type')} data={types} clearable searchable {...form.getInputProps('matterTypeId')} />
        <TextInput
          label={t('number')}
          placeholder={props.withClient ? t('nextNumber') : ''}
          maxLength={60}
          {...form.getInputProps('number')}
        />
      </div>
      <div className="form-line">
        <Select
          label={t('responsible')}
          data={staff}
          clearable
          searchable
          {...form.getInputProps('personResponsibleId')}
        />
        <TextInput type="date" label={t('openedOn')} {...form.getInputProps('openedOn')} />
      </div>
      <Textarea label={t('description')} rows={4} maxLength={20_000} {...form.getInputProps('description')} />
    </>
  );
}
