import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/NumberInput.layer.css';
import { ActionIcon, Button, Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import type { Sequence } from './lead.ts';

type Step = Sequence['steps'][number] & { key: string };
type Values = {
  name: string;
  isDefault: boolean;
  days: string[];
  from: string;
  to: string;
  steps: Step[];
};

const units = ['minutes', 'hours', 'days'] as const;
const ways = ['sms', 'email', 'call_task'] as const;
const days = ['1', '2', '3', '4', '5', '6', '7'] as const;
/** As the server fills them in. */
const variables = ['client', 'transaction', 'property', 'title', 'link', 'assignee', 'firm'];

const newStep = (): Step => ({
  key: crypto.randomUUID(),
  after: 1,
  unit: 'days',
  by: 'email',
  subject: '',
  text: '',
});

function valuesOf(sequence: Sequence | null, usual: Sequence | null): Values {
  const from = sequence ?? usual;
  return {
    name: sequence?.name ?? '',
    isDefault: sequence?.isDefault ?? false,
    days: from?.hours.days.map(String) ?? ['1', '2', '3', '4', '5'],
    from: from?.hours.from ?? '09:00',
    to: from?.hours.to ?? '17:30',
    steps: from?.steps.map((step) => ({ ...step, key: crypto.randomUUID() })) ?? [newStep()],
  };
}

function sentOf({ name, days: chosen, from, to, steps }: Values) {
  return {
    name,
    hours: { days: chosen.map(Number).sort((a, b) => a - b), from, to },
    steps: steps.map(({ key: _, ...step }) => step),
  };
}

/** One sequence: its hours and its steps. A new one begins with the steps of the usual one. */
export function SequenceForm(props: {
  sequence: Sequence | null;
  usual: Sequence | null;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('leads');
  const client = useQueryClient();
  const { sequence } = props;
  const form = useFields(valuesOf(sequence, props.usual));
  const saving = useSaving(
    form,
    async (values) => {
      const body = sentOf(values);
      const isDefault = values.isDefault && !sequence?.isDefault ? { isDefault: true as const } : {};
      if (sequence)
        return await api('PATCH /api/v1/chase-sequences/:id', {
          params: { id: sequence.id },
          body: { ...body, ...isDefault, version: sequence.version },
        });
      const made = await api('POST /api/v1/chase-sequences', { body });
      if (!values.isDefault) return made;
      return await api('PATCH /api/v1/chase-sequences/:id', {
        params: { id: made.id },
        body: { isDefault: true },
      });
    },
    (saved) => {
      void client.invalidateQueries({ queryKey: ['chase-sequences'] });
      showDone(t('sequenceSaved', { name: saved.name }));
      props.onClose();
    },
  );
  return (
    <FormDialog
      title={sequence?.name ?? t('newSequence')}
      saveLabel={t('save')}
      saving={saving}
      onClose={props.onClose}
      size={720}
    >
      <TextInput label={t('sequenceName')} data-autofocus maxLength={100} {...form.getInputProps('name')} />
      <Checkbox
        label={t('makeDefault')}
        disabled={sequence?.isDefault ?? false}
        {...form.getInputProps('isDefault', { type: 'checkbox' })}
      />
      <Checkbox.Group label={t('hours')} {...form.getInputProps('days')}>
        <div className="sequence-days">
          {days.map((day) => (
            <Checkbox key={day} value={day} label={t(`day_${day}`)} />
          ))}
        </div>
      </Checkbox.Group>
      <div className="form-line">
        <TextInput
          type="time"
          label={t('from')}
          {...form.getInputProps('from')}
          error={form.errors['hours.from'] ?? form.errors.from}
        />
        <TextInput
          type="time"
          label={t('to')}
          {...form.getInputProps('to')}
          error={form.errors['hours.to'] ?? form.errors.to}
        />
      </div>
      {form.values.steps.map((step, index) => (
        <StepFields key={step.key} form={form} index={index} />
      ))}
      <div>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
          onClick={() => form.insertListItem('steps', newStep())}
        >
          {t('addStep')}
        </Button>
      </div>
      <p className="sequence-note">
        {t('variables', { names: variables.map((name) => `{${name}}`).join(' ') })}
      </p>
    </FormDialog>
  );
}

function StepFields({ form, index }: { form: Fields<Values>; index: number }): ReactNode {
  const { t } = useTranslation('leads');
  const at = `steps.${index}`;
  const by = form.values.steps[index]?.by ?? 'email';
  return (
    <fieldset className="sequence-step">
      <legend className="sequence-step__title">{t('stepNumber', { number: index + 1 })}</legend>
      <div className="sequence-step__line">
        <NumberInput
          label={t('stepAfter')}
          min={0}
          max={525_600}
          allowDecimal={false}
          {...form.getInputProps(`${at}.after`)}
        />
        <Select
          label={t('stepUnit')}
          data={units.map((value) => ({ value, label: t(`unit_${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps(`${at}.unit`)}
        />
        <Select
          label={t('stepBy')}
          data={ways.map((value) => ({ value, label: t(`by_${value}`) }))}
          allowDeselect={false}
          {...form.getInputProps(`${at}.by`)}
        />
        {form.values.steps.length > 1 && (
          <ActionIcon
            size={36}
            aria-label={t('removeStep', { number: index + 1 })}
            onClick={() => form.removeListItem('steps', index)}
          >
            <IconX size={16} stroke={1.75} aria-hidden />
          </ActionIcon>
        )}
      </div>
      {by !== 'sms' && (
        <TextInput label={t('stepSubject')} maxLength={200} {...form.getInputProps(`${at}.subject`)} />
      )}
      <Textarea
        label={t('stepText')}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={5000}
        {...form.getInputProps(`${at}.text`)}
      />
    </fieldset>
  );
}
