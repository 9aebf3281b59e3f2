import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/NumberInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { NumberInput, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatMoney } from '../../ui/money-format.ts';
import { useToday } from './day-words.tsx';
import { MoneyField } from './money-field.tsx';
import { NewRecord, type RecordCalls, RecordEditor } from './record-editor.tsx';
import { DayAndPerson, DescriptionField, SubjectField, useSubjectCheck } from './record-fields.tsx';
import type { CostRecovery } from './record-queries.ts';
import type { NewPaneProps, OpenPaneProps } from './record-tab.tsx';
import { type Fields, useFields } from './use-fields.ts';

type Values = {
  subject: string;
  description: string;
  date: string;
  staffId: string | null;
  quantity: number;
  /** minor units */
  unitPrice: number | null;
  /** minor units; null: price for the quantity */
  amount: number | null;
  billable: boolean;
};

function useCostForm(initialValues: Values): Fields<Values> {
  return useFields(initialValues, useSubjectCheck());
}

function sentOf({ unitPrice, amount, ...rest }: Values, currency: string) {
  return {
    ...rest,
    unitPrice: { amount: unitPrice ?? 0, currency },
    amount: amount === null ? null : { amount, currency },
  };
}

function callsOf(id: string): RecordCalls {
  const params = { id };
  return {
    remove: () => api('DELETE /api/v1/cost-recoveries/:id', { params }),
    restore: () => api('POST /api/v1/cost-recoveries/:id/restore', { params }),
    bill: () => api('POST /api/v1/cost-recoveries/:id/bill', { params }),
    unbill: () => api('POST /api/v1/cost-recoveries/:id/unbill', { params }),
  };
}

export function NewCost(props: NewPaneProps): ReactNode {
  const { t } = useTranslation('matters');
  const { staff, firm } = useMe();
  const form = useCostForm({
    subject: '',
    description: '',
    date: useToday(),
    staffId: staff.id,
    quantity: 1,
    unitPrice: null,
    amount: null,
    billable: true,
  });
  return (
    <NewRecord
      {...props}
      noun="cost-recoveries"
      form={form}
      create={(values) =>
        api('POST /api/v1/matters/:matterId/cost-recoveries', {
          params: { matterId: props.matterId },
          body: sentOf(values, firm.currency),
        })
      }
      callsOf={callsOf}
      words={{ add: t('addCost'), added: t('costAdded') }}
    >
      <CostFields form={form} isNew />
    </NewRecord>
  );
}

export function CostPane(props: { cost: CostRecovery } & OpenPaneProps): ReactNode {
  const { t } = useTranslation('matters');
  const { firm } = useMe();
  const { cost } = props;
  const form = useCostForm({
    subject: cost.subject,
    description: cost.description,
    date: cost.date,
    staffId: cost.staffId,
    quantity: cost.quantity,
    unitPrice: cost.unitPrice.amount,
    amount: cost.amountGiven ? cost.amount.amount : null,
    billable: cost.billable,
  });
  return (
    <RecordEditor
      {...props}
      noun="cost-recoveries"
      record={cost}
      form={form}
      save={(values) =>
        api('PATCH /api/v1/cost-recoveries/:id', {
          params: { id: cost.id },
          body: { ...sentOf(values, firm.currency), version: cost.version },
        })
      }
      calls={callsOf(cost.id)}
      words={{ one: t('cost'), removed: t('costRemoved', { subject: cost.subject }) }}
      fields={(frozen) => <CostFields form={form} frozen={frozen} />}
    />
  );
}

function CostFields(props: { form: Fields<Values>; frozen?: boolean; isNew?: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const { locale, currency } = useFirmFormat();
  const { form, frozen = false } = props;
  const { quantity, unitPrice } = form.values;
  return (
    <>
      <SubjectField form={form} frozen={frozen} isNew={props.isNew ?? false} placeholder={t('costExample')} />
      <div className="form-line">
        <NumberInput
          label={t('quantity')}
          min={0.001}
          max={1_000_000}
          decimalScale={3}
          disabled={frozen}
          error={form.errors.quantity}
          value={quantity}
          onChange={(written) => form.setFieldValue('quantity', typeof written === 'number' ? written : 1)}
        />
        <MoneyField
          label={t('unitPrice')}
          value={unitPrice}
          onChange={(price) => form.setFieldValue('unitPrice', price)}
          error={form.errors.unitPrice}
          disabled={frozen}
          negative
        />
        <MoneyField
          label={t('amount')}
          placeholder={
            unitPrice === null ? '' : formatMoney(Math.round(unitPrice * quantity), currency, locale)
          }
          value={form.values.amount}
          onChange={(amount) => form.setFieldValue('amount', amount)}
          error={form.errors.amount}
          disabled={frozen}
          negative
        />
      </div>
      <Switch
        label={t('billable')}
        disabled={frozen}
        {...form.getInputProps('billable', { type: 'checkbox' })}
      />
      <DayAndPerson form={form} frozen={frozen} />
      <DescriptionField form={form} frozen={frozen} rows={5} />
    </>
  );
}
