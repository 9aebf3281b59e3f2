import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { ActionIcon, Autocomplete, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { useEditing } from '../matters/editing.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { ownChanges } from '../matters/own-changes.ts';
import { type Fields, useFields } from '../matters/use-fields.ts';
import { AddLine } from './add-line.tsx';
import { AddressFields } from './address-fields.tsx';
import { contactQuery } from './contact-queries.ts';
import { type ContactValues, emptyContact, sentContact, valuesOf } from './contact-values.ts';
import type { Contact } from './contact-words.ts';
import { Members } from './members.tsx';

function useContactForm(initialValues: ContactValues): Fields<ContactValues> {
  const { t } = useTranslation('contacts');
  return useFields(initialValues, ({ kind, firstName, lastName, companyName }): Record<string, string> => {
    if ([firstName, lastName, companyName].some((name) => name.trim() !== '')) return {};
    return { [kind === 'person' ? 'lastName' : 'companyName']: t('nameNeeded') };
  });
}

export function NewContact(props: { onClose: () => void; onMade: (id: string) => void }): ReactNode {
  const { t } = useTranslation('contacts');
  const client = useQueryClient();
  const form = useContactForm(emptyContact());
  const saving = useSaving(
    form,
    (values) => api('POST /api/v1/contacts', { body: sentContact(values) }),
    (made) => {
      client.setQueryData(contactQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['contacts', 'list'] });
      props.onMade(made.id);
      showDone(t('contactAdded', { name: made.displayName }), async () => {
        await api('DELETE /api/v1/contacts/:id', { params: { id: made.id } });
        await client.invalidateQueries({ queryKey: ['contacts'] });
      });
    },
  );
  return (
    <FormDialog title={t('newContact')} saveLabel={t('addContact')} saving={saving} onClose={props.onClose}>
      <ContactFields form={form} />
    </FormDialog>
  );
}

/** `keeper`: the system that keeps the contact, to which changes are suggested; null: it is kept here. */
export function EditContact(props: {
  contact: Contact;
  keeper: string | null;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['contacts', 'matters']);
  const { contact, keeper, onClose } = props;
  const opened = useRef(sentContact(valuesOf(contact)));
  const client = useQueryClient();
  const form = useContactForm(valuesOf(contact));
  const params = { id: contact.id };
  const saving = useEditing(form, contact, {
    valuesOf,
    sentOf: sentContact,
    read: () => client.fetchQuery({ ...contactQuery(contact.id), staleTime: 0 }),
    send: async (body, version) => {
      // What was not touched is no suggestion, though a suggestion that waits already says something else.
      const said = keeper === null ? body : ownChanges(body, opened.current);
      if (Object.keys(said).length === 0) return contact;
      return await api('PATCH /api/v1/contacts/:id', { params, body: { ...said, version } });
    },
    onSaved: (saved) => {
      if (keeper !== null) void client.invalidateQueries({ queryKey: ['contacts', 'sync', contact.id] });
      client.setQueryData(contactQuery(contact.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['contacts', 'list'] });
      onClose();
    },
  });
  return (
    <FormDialog title={t('editContact')} saveLabel={t('matters:save')} saving={saving} onClose={onClose}>
      {keeper !== null && (
        <p className="quiet">
          {t('suggests', { system: keeper })} {t('suggestsNotes')}
        </p>
      )}
      <ContactFields form={form} suggests={keeper !== null} />
    </FormDialog>
  );
}

type Form = Fields<ContactValues>;

/** `suggests`: only what can be said in the system that keeps the contact. */
function ContactFields({ form, suggests = false }: { form: Form; suggests?: boolean }): ReactNode {
  const { t } = useTranslation('contacts');
  const { kind } = form.values;
  return (
    <>
      {!suggests && <Kind form={form} />}
      {kind === 'person' && (
        <div className="form-line">
          <TextInput
            label={t('firstName')}
            data-autofocus
            maxLength={300}
            {...form.getInputProps('firstName')}
          />
          <TextInput label={t('lastName')} maxLength={300} {...form.getInputProps('lastName')} />
        </div>
      )}
      <TextInput
        label={t(kind === 'person' ? 'employer' : 'name')}
        maxLength={300}
        {...form.getInputProps('companyName')}
      />
      {kind === 'group' && <Members form={form} />}
      <Phones form={form} />
      <Emails form={form} />
      <AddressFields form={form} firstOnly={suggests} />
      <Textarea label={t('notes')} rows={3} maxLength={20_000} {...form.getInputProps('notes')} />
    </>
  );
}

function Kind({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation('contacts');
  const kinds = ['person', 'company', 'group'] as const;
  return (
    <SegmentedControl
      aria-label={t('kind')}
      data={kinds.map((one) => ({ value: one, label: t(one) }))}
      value={form.values.kind}
      onChange={(chosen) => {
        const next = kinds.find((one) => one === chosen);
        if (next) form.setFieldValue('kind', next);
      }}
    />
  );
}

/** Several numbers, each with its label; what is written stays as it is, the program reads the number out of it. */
function Phones({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation(['contacts', 'ui']);
  const labels = [t('ui:mobile'), t('labelHome'), t('labelWork'), t('fax'), t('labelOther')];
  return (
    <fieldset className="many">
      <legend className="many__title">{t('phones')}</legend>
      {form.values.phones.map((phone, index) => (
        <div key={phone.key} className="many__line">
          <TextInput
            type="tel"
            aria-label={t('phoneNumber', { number: index + 1 })}
            placeholder={t('phoneExample')}
            maxLength={500}
            {...form.getInputProps(`phones.${index}.text`)}
          />
          <Autocomplete
            aria-label={t('labelOf', { number: index + 1 })}
            placeholder={t('label')}
            data={labels}
            {...form.getInputProps(`phones.${index}.label`)}
          />
          <ActionIcon
            size={36}
            aria-label={t('removePhone', { number: index + 1 })}
            onClick={() => form.removeListItem('phones', index)}
          >
            <IconX size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <AddLine
        label={t('addPhone')}
        onAdd={() => form.insertListItem('phones', { key: crypto.randomUUID(), text: '', label: '' })}
      />
    </fieldset>
  );
}

function Emails({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation('contacts');
  const labels = [t('labelHome'), t('labelWork'), t('labelOther')];
  return (
    <fieldset className="many">
      <legend className="many__title">{t('emails')}</legend>
      {form.values.emails.map((email, index) => (
        <div key={email.key} className="many__line">
          <TextInput
            type="email"
            aria-label={t('emailNumber', { number: index + 1 })}
            maxLength={254}
            {...form.getInputProps(`emails.${index}.email`)}
          />
          <Autocomplete
            aria-label={t('labelOfEmail', { number: index + 1 })}
            placeholder={t('label')}
            data={labels}
            {...form.getInputProps(`emails.${index}.label`)}
          />
          <ActionIcon
            size={36}
            aria-label={t('removeEmail', { number: index + 1 })}
            onClick={() => form.removeListItem('emails', index)}
          >
            <IconX size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <AddLine
        label={t('addEmail')}
        onAdd={() => form.insertListItem('emails', { key: crypto.randomUUID(), email: '', label: '' })}
      />
    </fieldset>
  );
}
