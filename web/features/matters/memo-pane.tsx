import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import type { Choice } from './choice-field.tsx';
import { useToday } from './day-words.tsx';
import { useStaffOptions } from './firm-lists.ts';
import { useSaving } from './form-frame.tsx';
import {
  FromInteraction,
  RecordForm,
  RecordPane,
  useRecordAction,
  useTellWriting,
  useUnlessWriting,
} from './record-pane.tsx';
import { type Memo, memoQuery } from './record-queries.ts';
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
  const { t } = useTranslation('matters');
  return useFields(initialValues, ({ subject }) =>
    subject.trim() === '' ? { subject: t('subjectNeeded') } : {},
  );
}

export function NewMemo(props: {
  matterId: string;
  onClose: () => void;
  onMade: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const { staff } = useMe();
  const client = useQueryClient();
  const form = useMemoForm({ subject: '', body: '', date: useToday(), staffId: staff.id, contact: null });
  const saving = useSaving(
    form,
    (values) =>
      api('POST /api/v1/matters/:matterId/memos', {
        params: { matterId: props.matterId },
        body: sentOf(values),
      }),
    (made) => {
      client.setQueryData(memoQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['memos', 'list'] });
      void client.invalidateQueries({ queryKey: ['matters', 'overview'] });
      showDone(t('memoAdded'), async () => {
        await api('DELETE /api/v1/memos/:id', { params: { id: made.id } });
        props.onClose();
        await client.invalidateQueries({ queryKey: ['memos'] });
      });
      props.onMade(made.id);
    },
  );
  return (
    <RecordPane title={t('addMemo')} onClose={props.onClose}>
      <RecordForm saving={saving} canSave saveLabel={t('addMemo')}>
        <MemoFields form={form} isNew />
      </RecordForm>
    </RecordPane>
  );
}

export function MemoPane({ memo, onClose }: { memo: Memo; onClose: () => void }): ReactNode {
  const [shown, tellWriting] = useUnlessWriting(memo);
  return <MemoForm key={shown.version} memo={shown} onWriting={tellWriting} onClose={onClose} />;
}

function MemoForm(props: {
  memo: Memo;
  onWriting: (writing: boolean) => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('matters');
  const client = useQueryClient();
  const act = useRecordAction('memos');
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
  const dirty = useTellWriting(form, props.onWriting);
  const params = { id: memo.id };
  const restore = () => api('POST /api/v1/memos/:id/restore', { params });
  const saving = useSaving(
    form,
    (values) =>
      api('PATCH /api/v1/memos/:id', { params, body: { ...sentOf(values), version: memo.version } }),
    (saved) => {
      props.onWriting(false);
      client.setQueryData(memoQuery(memo.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ['memos', 'list'] });
      showDone(t('saved'));
    },
  );
  const remove = () =>
    act({
      run: () => api('DELETE /api/v1/memos/:id', { params }),
      say: t('memoRemoved', { subject: memo.subject }),
      undo: restore,
      onDone: props.onClose,
    });
  const gone = memo.removedAt !== null;
  return (
    <RecordPane
      title={t('memo')}
      onClose={props.onClose}
      note={
        <>
          {memo.logEntryId !== null && <FromInteraction interactionId={memo.interactionId} />}
          {gone && <p className="record-pane__note">{t('removedNote')}</p>}
        </>
      }
    >
      <RecordForm
        saving={saving}
        canSave={dirty && !gone}
        saveLabel={t('save')}
        actions={
          !dirty &&
          (gone ? (
            <Button variant="default" onClick={() => void act({ run: restore, say: t('restored') })}>
              {t('restore')}
            </Button>
          ) : (
            <Button variant="subtle" color="gray" onClick={() => void remove()}>
              {t('remove')}
            </Button>
          ))
        }
      >
        <MemoFields form={form} frozen={gone} />
      </RecordForm>
    </RecordPane>
  );
}

function MemoFields(props: { form: Fields<Values>; frozen?: boolean; isNew?: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const { form, frozen = false } = props;
  const staff = useStaffOptions([form.values.staffId]);
  return (
    <>
      <TextInput
        label={t('subject')}
        withAsterisk
        maxLength={300}
        disabled={frozen}
        autoFocus={props.isNew ?? false}
        {...form.getInputProps('subject')}
      />
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
    </>
  );
}
