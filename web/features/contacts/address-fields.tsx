import { ActionIcon, Autocomplete, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import type { Fields } from '../matters/use-fields.ts';
import { AddLine } from './add-line.tsx';
import { type ContactValues, emptyAddress } from './contact-values.ts';

/** Postal addresses, each as a block of its own; one that stays empty is not saved. `firstOnly`: the others stay as they are. */
export function AddressFields(props: { form: Fields<ContactValues>; firstOnly?: boolean }): ReactNode {
  const { t } = useTranslation('contacts');
  const { form, firstOnly = false } = props;
  const { addresses } = form.values;
  const shown = firstOnly ? addresses.slice(0, 1) : addresses;
  return (
    <fieldset className="many">
      <legend className="many__title">{t('addresses')}</legend>
      {shown.map((address, index) => (
        <Address
          key={address.key}
          form={form}
          index={index}
          removable={!firstOnly || addresses.length === 1}
        />
      ))}
      {(!firstOnly || addresses.length === 0) && (
        <AddLine label={t('addAddress')} onAdd={() => form.insertListItem('addresses', emptyAddress())} />
      )}
    </fieldset>
  );
}

function Address(props: { form: Fields<ContactValues>; index: number; removable: boolean }): ReactNode {
  const { t } = useTranslation('contacts');
  const { form, index } = props;
  const { locale } = useFirmFormat();
  const field = (name: string) => ({ maxLength: 300, ...form.getInputProps(`addresses.${index}.${name}`) });
  const labels = [t('labelHome'), t('labelWork'), t('labelPostal'), t('labelOther')];
  // The words of the firm's country; what is kept is the same.
  const american = locale === 'en-US';
  return (
    <fieldset className="address" aria-label={t('addressNumber', { number: index + 1 })}>
      <div className="address__line address__line--label">
        <Autocomplete
          aria-label={t('labelOfAddress', { number: index + 1 })}
          placeholder={t('label')}
          data={labels}
          {...field('label')}
        />
        {props.removable && (
          <ActionIcon
            size={36}
            aria-label={t('removeAddress', { number: index + 1 })}
            onClick={() => form.removeListItem('addresses', index)}
          >
            <IconX size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <TextInput label={t('line1')} autoComplete="off" {...field('line1')} />
      <TextInput label={t('line2')} autoComplete="off" {...field('line2')} />
      <div className="address__line">
        <TextInput label={t(american ? 'city' : 'town')} autoComplete="off" {...field('town')} />
        <TextInput label={t(american ? 'state' : 'county')} autoComplete="off" {...field('county')} />
      </div>
      <div className="address__line">
        <TextInput label={t(american ? 'zip' : 'postcode')} autoComplete="off" {...field('postcode')} />
        <TextInput label={t('country')} autoComplete="off" {...field('country')} />
      </div>
    </fieldset>
  );
}
