import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import type { Choice } from './choice-field.tsx';
import { useToday } from './day-words.tsx';
import { NewRecord, type RecordCalls, RecordEditor } from './record-editor.tsx';
import { DayAndPerson, SubjectField, useSubjectCheck } from './record-fields.tsx';
import type { Memo } from './record-queries.ts';
import type { NewPaneProps, OpenPaneProps } from './record-tab.tsx';
import { type Fields, useFields } from './use-fields.ts';

type Values = {
  subject: string;
  body: string;
  date: string;
  staffId: string | null;
  contact: Choice | null;
};

const sentOf = ({ contact, ...rest }: Values) => ({ ...rest, contactId: contact?.value ?? null });

function useMemoForm(initialValues: Values): Fields<Values> {
  return useFields(initialValues, useSubjectCheck());
}

function callsOf(id: string): RecordCalls {
  const params = { id };
  return {
    remove: () => api('DELETE /api/v1/memos/:id', { params }),
    restore: () => api('POST /api/v1/memos/:id/restore', { params }),
  };
}

export function NewMemo(props: NewPaneProps): ReactNode {
  const { t } = useTranslation('matters');
  const { staff } = useMe();
  const form = useMemoForm({ subject: '', body: '', date: useToday(), staffId: staff.id, contact: null });
  return (
    <NewRecord
      {...props}
      noun="memos"
      form={form}
      create={(values) =>
        api('POST /api/v1/matters/:matterId/memos', {
          params: { matterId: props.matterId },
          body: sentOf(values),
        })
      }
      callsOf={callsOf}
      words={{ add: t('addMemo'), added: t('memoAdded') }}
    >
      <MemoFields form={form} isNew />
    </NewRecord>
  );
}

export function MemoPane(props: { memo: Memo } & OpenPaneProps): ReactNode {
  const { t } = useTranslation('matters');
  const { memo } = props;
  const contact =
    memo.contactId === null ? null : { value: memo.contactId, label: memo.contactName ?? t('contact') };
  const form = useMemoForm({
    subject: memo.subject,
    body: memo.body,
    date: memo.date,
    staffId: memo.staffId,
    contact,
  });
  return (
    <RecordEditor
      {...props}
      noun="memos"
      record={memo}
      form={form}
      save={(values) =>
        api('PATCH /api/v1/memos/:id', {
          params: { id: memo.id },
          body: { ...sentOf(values), version: memo.version },
        })
      }
      calls={callsOf(memo.id)}
      words={{ one: t('memo'), removed: t('memoRemoved', { subject: memo.subject }) }}
      fields={(frozen) => <MemoFields form={form} frozen={frozen} />}
    />
  );
}

function MemoFields(props: { form: Fields<Values>; frozen?: boolean; isNew?: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const { form, frozen = false } = props;
  return (
    <>
      <SubjectField form={form} frozen={frozen} isNew={props.isNew ?? false} />
      <Textarea
        label={t('text')}
        autosize={false}
        rows={10}
        maxLength={100_000}
        disabled={frozen}
        {...form.getInputProps('body')}
      />
      <ContactPicker
        label={t('contact')}
        value={form.values.contact}
        onChange={(contact) => form.setFieldValue('contact', contact)}
        disabled={frozen}
      />
      <DayAndPerson form={form} frozen={frozen} />
    </>
  );
}
