import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/NumberInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMayDo, useMe } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatMoney } from '../../ui/money-format.ts';
import { showDone } from '../../ui/toasts.tsx';
import { useToday } from './day-words.tsx';
import { useStaffOptions } from './firm-lists.ts';
import { useSaving } from './form-frame.tsx';
import { MoneyField } from './money-field.tsx';
import { RecordForm, RecordPane, useRecordAction, useTellWriting, useUnlessWriting } from './record-pane.tsx';
import { type CostRecovery, costQuery } from './record-queries.ts';
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
  const { t } = useTranslation('matters');
  return useFields(initialValues, ({ subject }) =>
    subject.trim() === '' ? { subject: t('subjectNeeded') } : {},
  );
}

function sentOf({ unitPrice, amount, ...rest }: Values, currency: string) {
  return {
    ...rest,
    unitPrice: { amount: unitPrice ?? 0, currency },
    amount: amount === null ? null : { amount, currency },
  };
}

export function NewCost(props: {
  matterId: string;
  onClose: () => void;
  onMade: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const { staff, firm } = useMe();
  const client = useQueryClient();
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
  const saving = useSaving(
    form,
    (values) =>
      api('POST /api/v1/matters/:matterId/cost-recoveries', {
        params: { matterId: props.matterId },
        body: sentOf(values, firm.currency),
      }),
    (made) => {
      client.setQueryData(costQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['cost-recoveries', 'list'] });
      void client.invalidateQueries({ queryKey: ['matters', 'overview'] });
      showDone(t('costAdded'), async () => {
        await api('DELETE /api/v1/cost-recoveries/:id', { params: { id: made.id } });
        props.onClose();
        await client.invalidateQueries({ queryKey: ['cost-recoveries'] });
      });
      props.onMade(made.id);
    },
  );
  return (
    <RecordPane title={t('addCost')} onClose={props.onClose}>
      <RecordForm saving={saving} canSave saveLabel={t('addCost')}>
        <CostFields form={form} isNew />
      </RecordForm>
    </RecordPane>
  );
}

export function CostPane({ cost, onClose }: { cost: CostRecovery; onClose: () => void }): ReactNode {
  const [shown, tellWriting] = useUnlessWriting(cost);
  return <CostForm key={shown.version} cost={shown} onWriting={tellWriting} onClose={onClose} />;
}

function CostForm(props: {
  cost: CostRecovery;
  onWriting: (writing: boolean) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const { firm } = useMe();
  const client = useQueryClient();
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
  const dirty = useTellWriting(form, props.onWriting);
  const frozen = cost.billedAt !== null || cost.removedAt !== null;
  const saving = useSaving(
    form,
    (values) =>
      api('PATCH /api/v1/cost-recoveries/:id', {
        params: { id: cost.id },
        body: { ...sentOf(values, firm.currency), version: cost.version },
      }),
    (saved) => {
      props.onWriting(false);
      client.setQueryData(costQuery(cost.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['cost-recoveries', 'list'] });
      void client.invalidateQueries({ queryKey: ['matters', 'overview'] });
      showDone(t('saved'));
    },
  );
  const note =
    cost.billedAt !== null ? t('billedNote') : cost.removedAt !== null ? t('removedNote') : undefined;
  return (
    <RecordPane
      title={t('cost')}
      onClose={props.onClose}
      note={note && <p className="record-pane__note">{note}</p>}
    >
      <RecordForm
        saving={saving}
        canSave={!frozen && dirty}
        saveLabel={t('save')}
        actions={!dirty && <Actions cost={cost} onClose={props.onClose} />}
      >
        <CostFields form={form} frozen={frozen} />
      </RecordForm>
    </RecordPane>
  );
}

function CostFields(props: { form: Fields<Values>; frozen?: boolean; isNew?: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const { locale, currency } = useFirmFormat();
  const { form, frozen = false } = props;
  const staff = useStaffOptions([form.values.staffId]);
  const { quantity, unitPrice } = form.values;
  return (
    <>
      <TextInput
        label={t('subject')}
        placeholder={t('costExample')}
        withAsterisk
        maxLength={300}
        disabled={frozen}
        autoFocus={props.isNew ?? false}
        {...form.getInputProps('subject')}
      />
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
      <div className="form-line">
        <TextInput type="date" label={t('date')} disabled={frozen} {...form.getInputProps('date')} />
        <Select
          label={t('person')}
          data={staff}
          searchable
          disabled={frozen}
          {...form.getInputProps('staffId')}
        />
      </div>
      <Textarea
        label={t('description')}
        rows={5}
        maxLength={100_000}
        disabled={frozen}
        {...form.getInputProps('description')}
      />
    </>
  );
}

function Actions({ cost, onClose }: { cost: CostRecovery; onClose: () => void }): ReactNode {
  const { t } = useTranslation('matters');
  const act = useRecordAction('cost-recoveries');
  const mayUnbill = useMayDo('owner', 'administrator');
  const params = { id: cost.id };
  const restore = () => api('POST /api/v1/cost-recoveries/:id/restore', { params });
  const unbill = () => api('POST /api/v1/cost-recoveries/:id/unbill', { params });
  const bill = () => api('POST /api/v1/cost-recoveries/:id/bill', { params });
  const remove = () => api('DELETE /api/v1/cost-recoveries/:id', { params });
  if (cost.removedAt !== null) {
    return (
      <Button variant="default" onClick={() => void act({ run: restore, say: t('restored') })}>
        {t('restore')}
      </Button>
    );
  }
  if (cost.billedAt !== null) {
    if (!mayUnbill) return null;
    return (
      <Button variant="default" onClick={() => void act({ run: unbill, say: t('unbilled') })}>
        {t('unbill')}
      </Button>
    );
  }
  return (
    <>
      <Button
        variant="default"
        onClick={() => void act({ run: bill, say: t('markedBilled'), ...(mayUnbill && { undo: unbill }) })}
      >
        {t('markBilled')}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        onClick={() =>
          void act({
            run: remove,
            say: t('costRemoved', { subject: cost.subject }),
            undo: restore,
            onDone: onClose,
          })
        }
      >
        {t('remove')}
      </Button>
    </>
  );
}
