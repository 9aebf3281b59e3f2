import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useToday } from '../matters/day-words.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import type { StageShown } from './queries.ts';

type Sent = { on?: string; note: string; tell: boolean };

/** When it happened, what there is to say, and whether people are told; or why it is skipped. */
export function StageDialog(props: {
  doing: 'reach' | 'skip';
  stage: StageShown;
  onSend: (what: Sent) => Promise<void>;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('key-stages');
  const { doing, stage } = props;
  const today = useToday();
  const reaching = doing === 'reach';
  const form = useFields({ on: stage.eventOn ?? today, note: stage.note, tell: true }, ({ on, note }) => ({
    ...(reaching && on > today ? { on: t('notYet') } : {}),
    ...(!reaching && note.trim() === '' ? { note: t('sayWhy') } : {}),
  }));
  const saving = useSaving(
    form,
    ({ on, note, tell }) => props.onSend({ ...(reaching ? { on } : {}), note, tell }),
    () => undefined,
  );
  const tells = stage.state !== 'reached' && stage.tells.length > 0;
  return (
    <FormDialog
      title={stage.label}
      saveLabel={t(reaching ? 'save' : 'skip')}
      saving={saving}
      onClose={props.onClose}
      size={440}
    >
      {reaching && (
        <TextInput
          type="date"
          label={t('dayReached')}
          max={today}
          data-autofocus
          {...form.getInputProps('on')}
        />
      )}
      <Textarea
        label={t(reaching ? 'note' : 'whySkipped')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        {...(!reaching && { 'data-autofocus': true })}
        {...form.getInputProps('note')}
      />
      {reaching && tells && (
        <Checkbox
          label={t('tell', { who: stage.tells.map((audience) => t(`audience_${audience}`)).join(', ') })}
          description={t('tellOnce')}
          {...form.getInputProps('tell', { type: 'checkbox' })}
        />
      )}
    </FormDialog>
  );
}
