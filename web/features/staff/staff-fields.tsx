import '@mantine/core/styles/Input.layer.css';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { readRate, type StaffValues } from './staff-form.ts';

/** The parts of a `useForm` of these values that the fields need, whatever its checks. */
type Form = { values: StaffValues; getInputProps: (field: keyof StaffValues) => object };

/** For `useForm`: what can be told before asking the server. */
export function useStaffChecks() {
  const { t } = useTranslation(['staff', 'entry']);
  const needed = (value: string) => (value.trim() === '' ? t('entry:needed') : null);
  return {
    firstName: needed,
    lastName: needed,
    email: (value: string) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : t('entry:emailNeeded')),
    extension: (value: string) => (/^[0-9*#]*$/.test(value.trim()) ? null : t('extensionWrong')),
    rate: (value: string) => (readRate(value) === null ? t('rateWrong') : null),
  };
}

export function StaffFields({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation(['staff', 'entry']);
  const { staff: me } = useMe();
  const roles = me.role === 'owner' || form.values.role === 'owner' ? allRoles : allRoles.slice(1);
  return (
    <div className="entry-form__group">
      <div className="settings-pair">
        <TextInput label={t('entry:firstName')} maxLength={100} {...form.getInputProps('firstName')} />
        <TextInput label={t('entry:lastName')} maxLength={100} {...form.getInputProps('lastName')} />
      </div>
      <TextInput label={t('entry:email')} type="email" {...form.getInputProps('email')} />
      <NativeSelect
        label={t('role')}
        description={t(`role_${form.values.role}_about`)}
        data={roles.map((role) => ({ value: role, label: t(`role_${role}`) }))}
        {...form.getInputProps('role')}
      />
      <PhoneFields form={form} />
      <TimeFields form={form} />
    </div>
  );
}

const allRoles = ['owner', 'administrator', 'member'] as const;

function PhoneFields({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation('staff');
  return (
    <>
      <h3 className="staff-form__heading">{t('phones')}</h3>
      <TextInput label={t('extension')} inputMode="tel" maxLength={20} {...form.getInputProps('extension')} />
      <Textarea
        label={t('directNumbers')}
        description={t('directNumbersAbout')}
        autosize
        minRows={2}
        maxRows={8}
        inputMode="tel"
        {...form.getInputProps('directNumbers')}
      />
    </>
  );
}

function TimeFields({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation('staff');
  const { currency, locale } = useFirmFormat();
  const sign = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find(({ type }) => type === 'currency')?.value;
  return (
    <>
      <h3 className="staff-form__heading">{t('time')}</h3>
      <div className="settings-pair">
        <NativeSelect
          label={t('billable')}
          data={[
            { value: 'firm', label: t('billable_firm') },
            { value: 'yes', label: t('billable_yes') },
            { value: 'no', label: t('billable_no') },
          ]}
          {...form.getInputProps('billable')}
        />
        <TextInput
          label={t('rate')}
          inputMode="decimal"
          placeholder="0.00"
          leftSection={<span aria-hidden>{sign}</span>}
          {...form.getInputProps('rate')}
        />
      </div>
    </>
  );
}
