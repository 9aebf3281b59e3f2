import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { useEditing } from '../matters/editing.ts';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { ReferrerPicker } from '../referrers/referrer-picker.tsx';
import { AddressFields, ClientFields } from './client-fields.tsx';
import { ConflictList } from './conflict-list.tsx';
import { type Lead, sidesOf, transactions } from './lead.ts';
import { checkOf, emptyLead, type LeadForm, type LeadValues, sentLead, valuesOfLead } from './lead-values.ts';
import { leadQuery, take } from './queries.ts';

function useLeadForm(initialValues: LeadValues): LeadForm {
  const { t } = useTranslation('leads');
  return useFields(initialValues, (values): Record<string, string> => {
    const sent = sentLead(values);
    const anything =
      sent.clients.length > 0 || Object.keys(sent.properties).length > 0 || values.title.trim() !== '';
    return anything ? {} : { 'clients.0.lastName': t('clientNeeded') };
  });
}

/** Adds a lead; while one types, what is known already of the names, numbers and addresses stands below. */
export function NewLead(props: {
  /** From a call: its number becomes the client when nobody is named. */
  from?: {
    interactionId: string;
    phone: string;
    contact: { value: string; label: string } | null;
    name: string;
  };
  onClose: () => void;
  onMade: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('leads');
  const { staff } = useMe();
  const client = useQueryClient();
  const form = useLeadForm(emptyLead(staff.id, props.from));
  const saving = useSaving(
    form,
    (values) => {
      const { title, ...sent } = sentLead(values);
      return api('POST /api/v1/leads', {
        body: {
          ...sent,
          ...(title === null ? {} : { title }),
          note: values.note,
          ...(props.from ? { source: 'call', interactionId: props.from.interactionId } : {}),
        },
      });
    },
    (made) => {
      take(client, made);
      void client.invalidateQueries({ queryKey: ['contacts'] });
      props.onMade(made.id);
      showDone(t('leadAdded', { title: made.title }));
    },
  );
  return (
    <FormDialog
      title={props.from ? t('leadFromCall') : t('newLead')}
      saveLabel={t('addLead')}
      saving={saving}
      onClose={props.onClose}
      size={640}
    >
      <LeadFields form={form} />
      <Known form={form} />
      <Textarea label={t('firstNote')} rows={2} maxLength={20_000} {...form.getInputProps('note')} />
    </FormDialog>
  );
}

export function EditLead({ lead, onClose }: { lead: Lead; onClose: () => void }): ReactNode {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  const form = useLeadForm(valuesOfLead(lead));
  const params = { id: lead.id };
  const saving = useEditing(form, lead, {
    valuesOf: valuesOfLead,
    sentOf: sentLead,
    read: () => client.fetchQuery({ ...leadQuery(lead.id), staleTime: 0 }),
    send: (body, version) => api('PATCH /api/v1/leads/:id', { params, body: { ...body, version } }),
    onSaved: (saved) => {
      take(client, saved);
      onClose();
    },
  });
  return (
    <FormDialog title={t('editLead')} saveLabel={t('save')} saving={saving} onClose={onClose} size={640}>
      <LeadFields form={form} />
      <TextInput
        label={t('ownTitle')}
        description={t('ownTitleAbout')}
        maxLength={300}
        {...form.getInputProps('title')}
      />
    </FormDialog>
  );
}

function LeadFields({ form }: { form: LeadForm }): ReactNode {
  const { t } = useTranslation('leads');
  const staff = useStaffOptions([form.values.assigneeId]);
  const { transaction } = form.values;
  return (
    <>
      <Select
        label={t('transaction')}
        data={transactions.map((value) => ({ value, label: t(`transaction_${value}`) }))}
        value={transaction}
        allowDeselect={false}
        data-autofocus
        onChange={(chosen) => {
          const next = transactions.find((one) => one === chosen);
          if (next) form.setFieldValue('transaction', next);
        }}
      />
      <ClientFields form={form} />
      {sidesOf(transaction).map((side) => (
        <AddressFields key={side} form={form} side={side} />
      ))}
      <div className="form-line">
        <Select
          label={t('assignee')}
          placeholder={t('nobody')}
          data={staff}
          clearable
          searchable
          {...form.getInputProps('assigneeId')}
        />
        <ReferrerPicker
          value={form.values.referrer}
          onChange={(referrer) => form.setFieldValue('referrer', referrer)}
        />
      </div>
      <TextInput label={t('sourceDetail')} maxLength={500} {...form.getInputProps('sourceDetail')} />
    </>
  );
}

const typingMs = 350;

/** What is known already, looked up while one types; a contact that fits is taken with one press. */
function Known({ form }: { form: LeadForm }): ReactNode {
  const typed = useMemo(() => checkOf(form.values), [form.values]);
  const [asked] = useDebouncedValue(JSON.stringify(typed), typingMs);
  const body = useMemo((): typeof typed => JSON.parse(asked), [asked]);
  const { data } = useQuery({
    queryKey: ['contacts', 'conflicts', asked],
    queryFn: ({ signal }) => api('POST /api/v1/conflict-check', { body: body ?? {}, signal }),
    enabled: body !== null,
    placeholderData: keepPreviousData,
  });
  if (body === null || !data || data.matches.length === 0) return null;
  const fresh = form.values.clients.findIndex(({ mode }) => mode === 'new');
  return (
    <ConflictList
      matches={data.matches}
      {...(fresh >= 0 && {
        onUse: (contact: { value: string; label: string }) => {
          form.setFieldValue(`clients.${fresh}.mode`, 'known');
          form.setFieldValue(`clients.${fresh}.contact`, contact);
        },
      })}
    />
  );
}
