import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Checkbox, Radio, Select, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import './new-conversation.css';
import { StaffField } from './staff-field.tsx';

type Values = {
  kind: 'direct' | 'channel';
  staffIds: string[];
  title: string;
  reader: string | null;
  reason: string;
  hours: string;
  silent: boolean;
};

const shortestReason = 10;

/** Asks another owner to open a private conversation to somebody; what there is in it is shown to nobody before that. */
export function AskForGrant({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const client = useQueryClient();
  const initial: Values = {
    ...{ kind: 'direct', staffIds: [], title: '', reader: null },
    ...{ reason: '', hours: '24', silent: false },
  };
  const form = useFields(initial, (values): Record<string, string> => {
    const { kind, staffIds, title, reader, reason, hours } = values;
    const known = kind === 'channel' ? title.trim() !== '' : staffIds.length >= 2 && staffIds.length <= 8;
    return {
      ...(!known && kind === 'direct' && { staffIds: t('glassBetweenNeeded') }),
      ...(!known && kind === 'channel' && { title: t('channelNameNeeded') }),
      ...(reader === null && { reader: t('glassReaderNeeded') }),
      ...(reason.trim().length < shortestReason && { reason: t('glassReasonNeeded') }),
      ...(!(/^\d{1,2}$/.test(hours) && Number(hours) >= 1 && Number(hours) <= 24) && {
        hours: t('glassHoursRange'),
      }),
    };
  });
  const saving = useSaving(
    form,
    ({ kind, staffIds, title, reader, reason, hours, silent }) =>
      api('POST /api/v1/break-glass', {
        body: {
          of: kind === 'direct' ? { kind, staffIds } : { kind, title },
          ...{ staffId: reader ?? '', reason, hours: Number(hours), silent },
        },
      }),
    () => {
      onClose();
      showDone(t('glassAsked'));
      void client.invalidateQueries({ queryKey: ['conversations'] });
    },
  );
  return (
    <FormDialog
      title={t('glassAskTitle')}
      saveLabel={t('glassSend')}
      saving={saving}
      onClose={onClose}
      size={520}
    >
      <Of form={form} />
      <Rest form={form} />
    </FormDialog>
  );
}

function Of({ form }: { form: Fields<Values> }): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <>
      <Radio.Group label={t('glassOf')} {...form.getInputProps('kind')}>
        <div className="history-choice">
          <Radio value="direct" label={t('glassOf_direct')} />
          <Radio value="channel" label={t('glassOf_channel')} />
        </div>
      </Radio.Group>
      {form.values.kind === 'direct' ? (
        <StaffField
          label={t('glassBetween')}
          withMe
          value={form.values.staffIds}
          onChange={(ids) => form.setFieldValue('staffIds', ids)}
          error={form.errors.staffIds}
        />
      ) : (
        <TextInput label={t('glassChannel')} maxLength={200} {...form.getInputProps('title')} />
      )}
    </>
  );
}

function Rest({ form }: { form: Fields<Values> }): ReactNode {
  const { t } = useTranslation('conversations');
  const staff = useStaffOptions();
  return (
    <>
      <Select label={t('glassReader')} data={staff} searchable {...form.getInputProps('reader')} />
      <Textarea
        label={t('glassReason')}
        description={t('glassReasonAbout')}
        rows={3}
        maxLength={1000}
        {...form.getInputProps('reason')}
      />
      <TextInput
        label={t('glassHours')}
        inputMode="numeric"
        maxLength={2}
        w={180}
        {...form.getInputProps('hours')}
      />
      <Checkbox
        label={t('glassSilent')}
        description={t('glassSilentAbout')}
        {...form.getInputProps('silent', { type: 'checkbox' })}
      />
    </>
  );
}
