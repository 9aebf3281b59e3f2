import { ActionIcon, Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import './lead-form.css';
import type { Side } from './lead.ts';
import { emptyClient, type LeadForm } from './lead-values.ts';

/** Who asks: new people with how to reach them, or contacts that are there. */
export function ClientFields({ form }: { form: LeadForm }): ReactNode {
  const { t } = useTranslation('leads');
  return (
    <fieldset className="lead-part">
      <legend className="lead-part__title">{t('clients')}</legend>
      {form.values.clients.map((client, index) => (
        <div key={client.key} className="lead-client">
          <div className="lead-client__head">
            <SegmentedControl
              size="xs"
              aria-label={t('clientMode')}
              data={[
                { value: 'new', label: t('newPerson') },
                { value: 'known', label: t('known') },
              ]}
              value={client.mode}
              onChange={(mode) => form.setFieldValue(`clients.${index}.mode`, mode)}
            />
            {form.values.clients.length > 1 && (
              <ActionIcon
                size={32}
                aria-label={t('removeClient')}
                onClick={() => form.removeListItem('clients', index)}
              >
                <IconX size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            )}
          </div>
          {client.mode === 'known' ? (
            <ContactPicker
              label={t('contact')}
              value={client.contact}
              onChange={(contact) => form.setFieldValue(`clients.${index}.contact`, contact)}
            />
          ) : (
            <NewPerson form={form} index={index} />
          )}
        </div>
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
          onClick={() => form.insertListItem('clients', emptyClient())}
        >
          {t('addClient')}
        </Button>
      </div>
    </fieldset>
  );
}

function NewPerson({ form, index }: { form: LeadForm; index: number }): ReactNode {
  const { t } = useTranslation('leads');
  const at = `clients.${index}`;
  return (
    <>
      <div className="form-line">
        <TextInput label={t('firstName')} maxLength={300} {...form.getInputProps(`${at}.firstName`)} />
        <TextInput label={t('lastName')} maxLength={300} {...form.getInputProps(`${at}.lastName`)} />
      </div>
      <div className="form-line">
        <TextInput type="tel" label={t('phone')} maxLength={500} {...form.getInputProps(`${at}.phone`)} />
        <TextInput type="email" label={t('email')} maxLength={254} {...form.getInputProps(`${at}.email`)} />
      </div>
    </>
  );
}

/** The property of one side. */
export function AddressFields({ form, side }: { form: LeadForm; side: Side }): ReactNode {
  const { t } = useTranslation('leads');
  const at = `properties.${side}`;
  return (
    <fieldset className="lead-part">
      <legend className="lead-part__title">{t(`side_${side}`)}</legend>
      <TextInput
        label={t('line1')}
        placeholder={t('addressExample')}
        maxLength={200}
        {...form.getInputProps(`${at}.line1`)}
      />
      <div className="form-line">
        <TextInput label={t('town')} maxLength={200} {...form.getInputProps(`${at}.town`)} />
        <TextInput label={t('county')} maxLength={200} {...form.getInputProps(`${at}.county`)} />
        <TextInput label={t('postcode')} maxLength={200} {...form.getInputProps(`${at}.postcode`)} />
      </div>
    </fieldset>
  );
}
