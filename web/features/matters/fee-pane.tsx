import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/NumberInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMayDo, useMe } from '../../api/session.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { useToday } from './day-words.tsx';
import { FeeFields, type FeeValues, sentFee } from './fee-fields.tsx';
import { useSaving } from './form-frame.tsx';
import {
  FromInteraction,
  RecordForm,
  RecordPane,
  useRecordAction,
  useTellWriting,
  useUnlessWriting,
} from './record-pane.tsx';
import { type Fee, feeQuery } from './record-queries.ts';
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
  const { t } = useTranslation('matters');
  return useFields(initialValues, ({ subject }) =>
    subject.trim() === '' ? { subject: t('subjectNeeded') } : {},
  );
}

/** Writes a new fee on the matter; rate and billable follow the person and the code unless they are set. */
export function NewFee(props: {
  matterId: string;
  onClose: () => void;
  onMade: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const { staff, firm } = useMe();
  const client = useQueryClient();
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
  const saving = useSaving(
    form,
    (values) =>
      api('POST /api/v1/matters/:matterId/fees', {
        params: { matterId: props.matterId },
        body: sentFee(values, firm.currency),
      }),
    (made) => {
      client.setQueryData(feeQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['fees', 'list'] });
      void client.invalidateQueries({ queryKey: ['matters', 'overview'] });
      showDone(t('feeAdded'), async () => {
        await api('DELETE /api/v1/fees/:id', { params: { id: made.id } });
        props.onClose();
        await client.invalidateQueries({ queryKey: ['fees'] });
      });
      props.onMade(made.id);
    },
  );
  return (
    <RecordPane title={t('addFee')} onClose={props.onClose}>
      <RecordForm saving={saving} canSave saveLabel={t('addFee')}>
        <FeeFields form={form} isNew />
      </RecordForm>
    </RecordPane>
  );
}

export function FeePane({ fee, onClose }: { fee: Fee; onClose: () => void }): ReactNode {
  const [shown, tellWriting] = useUnlessWriting(fee);
  return <FeeForm key={shown.version} fee={shown} onWriting={tellWriting} onClose={onClose} />;
}

function FeeForm(props: { fee: Fee; onWriting: (writing: boolean) => void; onClose: () => void }): ReactNode {
  const { t } = useTranslation('matters');
  const { firm } = useMe();
  const client = useQueryClient();
  const { fee } = props;
  const form = useFeeForm(valuesOf(fee));
  const dirty = useTellWriting(form, props.onWriting);
  const frozen = fee.billedAt !== null || fee.removedAt !== null;
  const saving = useSaving(
    form,
    (values) =>
      api('PATCH /api/v1/fees/:id', {
        params: { id: fee.id },
        body: { ...sentFee(values, firm.currency), version: fee.version },
      }),
    (saved) => {
      props.onWriting(false);
      client.setQueryData(feeQuery(fee.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['fees', 'list'] });
      void client.invalidateQueries({ queryKey: ['matters', 'overview'] });
      showDone(t('saved'));
    },
  );
  return (
    <RecordPane title={t('fee')} onClose={props.onClose} note={<Notes fee={fee} />}>
      <RecordForm
        saving={saving}
        canSave={!frozen && dirty}
        saveLabel={t('save')}
        actions={!dirty && <Actions fee={fee} onClose={props.onClose} />}
      >
        <FeeFields form={form} frozen={frozen} />
      </RecordForm>
    </RecordPane>
  );
}

function Notes({ fee }: { fee: Fee }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <>
      {fee.logEntryId !== null && <FromInteraction interactionId={fee.interactionId} />}
      {fee.billedAt !== null && <p className="record-pane__note">{t('billedNote')}</p>}
      {fee.removedAt !== null && <p className="record-pane__note">{t('removedNote')}</p>}
    </>
  );
}

function Actions({ fee, onClose }: { fee: Fee; onClose: () => void }): ReactNode {
  const { t } = useTranslation('matters');
  const act = useRecordAction('fees');
  const mayUnbill = useMayDo('owner', 'administrator');
  const params = { id: fee.id };
  const restore = () => api('POST /api/v1/fees/:id/restore', { params });
  const unbill = () => api('POST /api/v1/fees/:id/unbill', { params });
  if (fee.removedAt !== null) {
    return (
      <Button variant="default" onClick={() => void act({ run: restore, say: t('restored') })}>
        {t('restore')}
      </Button>
    );
  }
  if (fee.billedAt !== null) {
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
        onClick={() =>
          void act({
            run: () => api('POST /api/v1/fees/:id/bill', { params }),
            say: t('markedBilled'),
            ...(mayUnbill && { undo: unbill }),
          })
        }
      >
        {t('markBilled')}
      </Button>
      <Button
        variant="subtle"
        color="gray"
        onClick={() =>
          void act({
            run: () => api('DELETE /api/v1/fees/:id', { params }),
            say: t('feeRemoved', { subject: fee.subject }),
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
