import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Button, Textarea, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { type Place, PlaceField } from './place-field.tsx';
import { emptySlot, SlotFields, type SlotValues, slotOf } from './slot-fields.tsx';
import { TemplatesField } from './templates-field.tsx';
import { sentWhen, WhenFields, type WhenValues } from './when-fields.tsx';

interface Values extends WhenValues {
  conversationId: string;
  title: string;
  note: string;
  templateName: string;
  slots: SlotValues[];
}

/** Asks for files, one place for each thing that is needed. */
export function RequestDialog(props: {
  matterId: string;
  places: readonly Place[];
  conversationId: string;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const { places, onClose } = props;
  const chosen = props.conversationId || (places.length === 1 ? (places[0]?.id ?? '') : '');
  const form = useFields<Values>(
    {
      ...{ conversationId: chosen, title: '', note: '', dueOn: '', remindEvery: '3', templateName: '' },
      slots: [emptySlot()],
    },
    ({ conversationId, title, slots }) => ({
      ...(conversationId === '' ? { conversationId: t('conversationNeeded') } : {}),
      ...(title.trim() === '' ? { title: t('titleNeeded') } : {}),
      ...Object.fromEntries(
        slots.flatMap(({ name }, index) =>
          name.trim() === '' ? [[`slots.${index}.name`, t('slotNeeded')] as const] : [],
        ),
      ),
    }),
  );
  const saving = useSaving(
    form,
    ({ conversationId, title, note, templateName, slots, ...when }) =>
      api('POST /api/v1/conversations/:id/file-requests', {
        params: { id: conversationId },
        body: {
          ...{ title, note, slots: slots.map(slotOf) },
          ...sentWhen(when),
          ...(templateName.trim() !== '' && { templateName: templateName.trim() }),
        },
      }),
    ({ title }) => {
      for (const noun of ['file-requests', 'file-request-templates', 'to-dos'])
        void client.invalidateQueries({ queryKey: [noun] });
      showDone(t('asked', { title }));
      onClose();
    },
  );
  const { slots } = form.values;
  const setSlots = (next: SlotValues[]) => form.setFieldValue('slots', next);
  return (
    <FormDialog title={t('ask')} saveLabel={t('send')} saving={saving} onClose={onClose} size={720}>
      <PlaceField places={places} {...form.getInputProps('conversationId')} />
      <TemplatesField onTake={setSlots} />
      <TextInput
        label={t('title')}
        description={t('titleHint')}
        withAsterisk
        maxLength={200}
        data-autofocus
        {...form.getInputProps('title')}
      />
      <Textarea label={t('note')} autosize minRows={2} maxLength={5000} {...form.getInputProps('note')} />
      <WhenFields
        dueOn={form.getInputProps('dueOn')}
        remindEvery={form.getInputProps('remindEvery')}
        days={form.values.remindEvery}
      />
      {slots.map((slot, index) => (
        <SlotFields
          key={slot.key}
          number={index + 1}
          slot={slot}
          error={form.errors[`slots.${index}.name`]}
          onChange={(changed) => setSlots(slots.map((one) => (one.key === slot.key ? changed : one)))}
          {...(slots.length > 1 && {
            onRemove: () => setSlots(slots.filter(({ key }) => key !== slot.key)),
          })}
        />
      ))}
      <Button
        variant="default"
        className="slot-fields__add"
        leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
        onClick={() => setSlots([...slots, emptySlot()])}
      >
        {t('addSlot')}
      </Button>
      <TextInput label={t('keepTemplate')} maxLength={100} {...form.getInputProps('templateName')} />
    </FormDialog>
  );
}
