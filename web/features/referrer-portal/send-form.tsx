import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { Button, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ChoiceSelect } from '../fee-scales/choice-select.tsx';
import { PoundsField } from '../fee-scales/typed-field.tsx';
import { useSaving } from '../matters/form-frame.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';

const transactions = [
  'purchase',
  'sale',
  'sale_and_purchase',
  'remortgage',
  'transfer_of_equity',
  'generic_enquiry',
] as const;

type Values = {
  transaction: (typeof transactions)[number];
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  price: number | null;
  line1: string;
  town: string;
  postcode: string;
  note: string;
};

const empty: Values = {
  transaction: 'purchase',
  ...{ firstName: '', lastName: '', email: '', phone: '', price: null },
  ...{ line1: '', town: '', postcode: '', note: '' },
};

/** A client for the firm: who they are, how one reaches them, what it is about. */
export function SendForm(props: { onSent: (name: string) => void; onCancel: () => void }): ReactNode {
  const { t } = useTranslation('referrer-portal');
  const form: Fields<Values> = useFields(
    empty,
    ({ lastName }): Record<string, string> => (lastName.trim() === '' ? { lastName: t('nameNeeded') } : {}),
  );
  const saving = useSaving(
    form,
    ({ line1, town, postcode, ...values }) =>
      api('POST /api/v1/referrer-portal/referrals', {
        body: { ...values, address: { line1, town, postcode } },
      }),
    (sent) => props.onSent(sent.clients.join(', ')),
  );
  return (
    <form className="form-fields" onSubmit={saving.submit} noValidate>
      <ChoiceSelect
        label={t('transaction')}
        value={form.values.transaction}
        options={transactions}
        name={(one) => t(`transaction_${one}`)}
        onChoose={(one) => form.setFieldValue('transaction', one)}
      />
      <Who form={form} />
      <div className="form-line">
        <TextInput label={t('line1')} maxLength={300} {...form.getInputProps('line1')} />
        <TextInput label={t('town')} maxLength={300} {...form.getInputProps('town')} />
        <TextInput label={t('postcode')} maxLength={300} {...form.getInputProps('postcode')} />
      </div>
      <PoundsField
        label={t('price')}
        value={form.values.price}
        onType={(price) => form.setFieldValue('price', price)}
        error={form.errors.price}
      />
      <Textarea label={t('note')} rows={3} maxLength={2000} {...form.getInputProps('note')} />
      <p className="portal__quiet">{t('consent')}</p>
      {saving.error && <ProblemAlert error={saving.error} dense />}
      <div className="portal__line">
        <Button type="submit" loading={saving.busy}>
          {t('send')}
        </Button>
        <Button variant="subtle" onClick={props.onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}

function Who({ form }: { form: Fields<Values> }): ReactNode {
  const { t } = useTranslation('referrer-portal');
  return (
    <>
      <div className="form-line">
        <TextInput label={t('firstName')} maxLength={300} {...form.getInputProps('firstName')} />
        <TextInput label={t('lastName')} maxLength={300} withAsterisk {...form.getInputProps('lastName')} />
      </div>
      <div className="form-line">
        <TextInput type="email" label={t('email')} maxLength={254} {...form.getInputProps('email')} />
        <TextInput type="tel" label={t('phone')} maxLength={300} {...form.getInputProps('phone')} />
      </div>
    </>
  );
}
