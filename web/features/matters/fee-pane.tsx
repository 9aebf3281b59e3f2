import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/NumberInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { useToday } from './day-words.tsx';
import { FeeFields, type FeeValues, sentFee } from './fee-fields.tsx';
import { NewRecord, type RecordCalls, RecordEditor } from './record-editor.tsx';
import { useSubjectCheck } from './record-fields.tsx';
import type { Fee } from './record-queries.ts';
import type { NewPaneProps, OpenPaneProps } from './record-tab.tsx';
import { type Fields, useFields } from './use-fields.ts';

function valuesOf(fee: Fee): FeeValues {
  return {
    subject: fee.subject,
    description: fee.description,
    date: fee.date,
    staffId: fee.staffId,
    activityCodeId: fee.activityCodeId,
    workedMinutes: fee.workedMinutes,
    billedMinutes: fee.billedMinutes,
    rate: fee.rate.amount,
    amount: fee.amountGiven ? fee.amount.amount : null,
    billable: fee.billable,
  };
}

function useFeeForm(initialValues: FeeValues): Fields<FeeValues> {
  return useFields(initialValues, useSubjectCheck());
}

function callsOf(id: string): RecordCalls {
  const params = { id };
  return {
    remove: () => api('DELETE /api/v1/fees/:id', { params }),
    restore: () => api('POST /api/v1/fees/:id/restore', { params }),
    bill: () => api('POST /api/v1/fees/:id/bill', { params }),
    unbill: () => api('POST /api/v1/fees/:id/unbill', { params }),
  };
}

/** Writes a new fee on the matter; rate and billable follow the person and the code unless they are set. */
export function NewFee(props: NewPaneProps): ReactNode {
  const { t } = useTranslation('matters');
  const { staff, firm } = useMe();
  const form = useFeeForm({
    subject: '',
    description: '',
    date: useToday(),
    staffId: staff.id,
    activityCodeId: null,
    workedMinutes: 6,
    billedMinutes: null,
    rate: null,
    amount: null,
    billable: true,
  });
  return (
    <NewRecord
      {...props}
      noun="fees"
      form={form}
      create={(values) =>
        api('POST /api/v1/matters/:matterId/fees', {
          params: { matterId: props.matterId },
          body: sentFee(values, firm.currency),
        })
      }
      callsOf={callsOf}
      words={{ add: t('addFee'), added: t('feeAdded') }}
    >
      <FeeFields form={form} isNew />
    </NewRecord>
  );
}

export function FeePane(props: { fee: Fee } & OpenPaneProps): ReactNode {
  const { t } = useTranslation('matters');
  const { firm } = useMe();
  const { fee } = props;
  const form = useFeeForm(valuesOf(fee));
  return (
    <RecordEditor
      {...props}
      noun="fees"
      record={fee}
      form={form}
      save={(values) =>
        api('PATCH /api/v1/fees/:id', {
          params: { id: fee.id },
          body: { ...sentFee(values, firm.currency), version: fee.version },
        })
      }
      calls={callsOf(fee.id)}
      words={{ one: t('fee'), removed: t('feeRemoved', { subject: fee.subject }) }}
      fields={(frozen) => <FeeFields form={form} frozen={frozen} />}
    />
  );
}
