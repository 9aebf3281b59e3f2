import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import type { Choice } from '../matters/choice-field.tsx';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { useSaving } from '../matters/form-frame.tsx';
import { MatterPicker } from '../matters/matter-picker.tsx';
import { RecordForm, RecordPane } from '../matters/record-pane.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import { type Task, taskQuery } from './task-queries.ts';

export type TaskValues = {
  subject: string;
  description: string;
  assigneeId: string | null;
  dueOn: string;
  priority: Task['priority'];
  matter: Choice | null;
  contact: Choice | null;
};

export function sentTask({ matter, contact, dueOn, ...rest }: TaskValues) {
  return {
    ...rest,
    dueOn: dueOn === '' ? null : dueOn,
    matterId: matter?.value ?? null,
    contactId: contact?.value ?? null,
  };
}

export function useTaskForm(initialValues: TaskValues): Fields<TaskValues> {
  const { t } = useTranslation('matters');
  return useFields(initialValues, ({ subject }) =>
    subject.trim() === '' ? { subject: t('subjectNeeded') } : {},
  );
}

/** Writes a new task; on a matter's page the matter is given. */
export function NewTask(props: {
  matter?: Choice;
  onClose: () => void;
  onMade: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('tasks');
  const { staff } = useMe();
  const client = useQueryClient();
  const form = useTaskForm({
    subject: '',
    description: '',
    assigneeId: staff.id,
    dueOn: '',
    priority: 'normal',
    matter: props.matter ?? null,
    contact: null,
  });
  const saving = useSaving(
    form,
    (values) => api('POST /api/v1/tasks', { body: sentTask(values) }),
    (made) => {
      client.setQueryData(taskQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['tasks', 'list'] });
      void client.invalidateQueries({ queryKey: ['matters', 'overview'] });
      showDone(t('added'), async () => {
        await api('DELETE /api/v1/tasks/:id', { params: { id: made.id } });
        props.onClose();
        await client.invalidateQueries({ queryKey: ['tasks'] });
      });
      props.onMade(made.id);
    },
  );
  return (
    <RecordPane title={t('newTask')} onClose={props.onClose}>
      <RecordForm saving={saving} canSave saveLabel={t('addTask')}>
        <TaskFields form={form} isNew />
      </RecordForm>
    </RecordPane>
  );
}

export function TaskFields(props: {
  form: Fields<TaskValues>;
  isNew?: boolean;
  frozen?: boolean;
}): ReactNode {
  const { t } = useTranslation('tasks');
  const { form, frozen = false } = props;
  const staff = useStaffOptions([form.values.assigneeId]);
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
      <div className="form-line">
        <Select
          label={t('assignee')}
          data={staff}
          searchable
          clearable
          disabled={frozen}
          {...form.getInputProps('assigneeId')}
        />
        <TextInput type="date" label={t('dueOn')} disabled={frozen} {...form.getInputProps('dueOn')} />
      </div>
      <Priority form={form} frozen={frozen} />
      <MatterPicker
        label={t('matter')}
        value={form.values.matter}
        onChange={(matter) => form.setFieldValue('matter', matter)}
        disabled={frozen}
      />
      <ContactPicker
        label={t('contact')}
        value={form.values.contact}
        onChange={(contact) => form.setFieldValue('contact', contact)}
        disabled={frozen}
      />
      <Textarea
        label={t('description')}
        rows={6}
        maxLength={100_000}
        disabled={frozen}
        {...form.getInputProps('description')}
      />
    </>
  );
}

function Priority({ form, frozen }: { form: Fields<TaskValues>; frozen: boolean }): ReactNode {
  const { t } = useTranslation('tasks');
  const priorities = ['low', 'normal', 'high'] as const;
  return (
    <div>
      <div className="mantine-InputWrapper-label">{t('priority')}</div>
      <SegmentedControl
        aria-label={t('priority')}
        data={priorities.map((value) => ({ value, label: t(value) }))}
        value={form.values.priority}
        disabled={frozen}
        onChange={(chosen) => {
          const priority = priorities.find((one) => one === chosen);
          if (priority) form.setFieldValue('priority', priority);
        }}
      />
    </div>
  );
}
