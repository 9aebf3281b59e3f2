import { NumberInput, Select, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatMoney } from '../../ui/money-format.ts';
import { useActivityCodeOptions } from './firm-lists.ts';
import { MoneyField } from './money-field.tsx';
import { amountFor } from './money-parts.ts';
import { DayAndPerson, DescriptionField, SubjectField } from './record-fields.tsx';
import type { Fields } from './use-fields.ts';

export type FeeValues = {
  subject: string;
  description: string;
  date: string;
  staffId: string | null;
  activityCodeId: string | null;
  workedMinutes: number;
  /** null: as worked */
  billedMinutes: number | null;
  /** For an hour in minor units; null: the person's or the code's own. */
  rate: number | null;
  /** In minor units; null: rate for the billed minutes. */
  amount: number | null;
  billable: boolean;
};

/** The fields as the API takes them. */
export function sentFee(values: FeeValues, currency: string) {
  const { rate, amount, billedMinutes, ...rest } = values;
  return {
    ...rest,
    ...(billedMinutes !== null && { billedMinutes }),
    ...(rate !== null && { rate: { amount: rate, currency } }),
    amount: amount === null ? null : { amount, currency },
  };
}

export function FeeFields(props: { form: Fields<FeeValues>; frozen?: boolean; isNew?: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const { form, frozen = false } = props;
  const codes = useActivityCodeOptions(form.values.activityCodeId);
  return (
    <>
      <SubjectField form={form} frozen={frozen} isNew={props.isNew ?? false} />
      <div className="form-line">
        <Minutes form={form} name="workedMinutes" label={t('workedTime')} frozen={frozen} />
        <Minutes form={form} name="billedMinutes" label={t('chargedTime')} frozen={frozen} />
      </div>
      <div className="form-line">
        <MoneyField
          label={t('rate')}
          placeholder={t('ownRate')}
          value={form.values.rate}
          onChange={(rate) => form.setFieldValue('rate', rate)}
          error={form.errors.rate}
          disabled={frozen}
        />
        <Amount form={form} frozen={frozen} />
      </div>
      <Switch
        label={t('billable')}
        disabled={frozen}
        {...form.getInputProps('billable', { type: 'checkbox' })}
      />
      <DayAndPerson form={form} frozen={frozen} />
      <Select
        label={t('activityCode')}
        data={codes}
        searchable
        clearable
        disabled={frozen}
        {...form.getInputProps('activityCodeId')}
      />
      <DescriptionField form={form} frozen={frozen} rows={6} />
    </>
  );
}

function Minutes(props: {
  form: Fields<FeeValues>;
  name: 'workedMinutes' | 'billedMinutes';
  label: string;
  frozen: boolean;
}): ReactNode {
  const { t } = useTranslation('matters');
  const { form, name } = props;
  const value = form.values[name];
  return (
    <NumberInput
      label={props.label}
      suffix={t('minutesSuffix')}
      min={0}
      max={44_640}
      step={6}
      allowDecimal={false}
      disabled={props.frozen}
      placeholder={name === 'billedMinutes' ? t('asWorked') : ''}
      error={form.errors[name]}
      value={value ?? ''}
      onChange={(written) => {
        const minutes = typeof written === 'number' ? written : Number.parseInt(written, 10);
        const none = name === 'billedMinutes' ? null : 0;
        form.setFieldValue(name, Number.isFinite(minutes) ? minutes : none);
      }}
    />
  );
}

/** Empty, the amount follows rate and minutes; written, it stays as it is. */
function Amount({ form, frozen }: { form: Fields<FeeValues>; frozen: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const { locale, currency } = useFirmFormat();
  const { rate, billedMinutes, workedMinutes, amount } = form.values;
  const reckoned = rate === null ? undefined : amountFor(rate, billedMinutes ?? workedMinutes);
  return (
    <MoneyField
      label={t('amount')}
      placeholder={reckoned === undefined ? t('rateTimesTime') : formatMoney(reckoned, currency, locale)}
      value={amount}
      onChange={(written) => form.setFieldValue('amount', written)}
      error={form.errors.amount}
      disabled={frozen}
    />
  );
}
